import { openDevice } from 'bufferswitch';
import { createVirtualDriver } from 'bufferswitch/testing';
import { startServer } from '../server.js';

export const rate = 48000;

/** A device whose inputs 0 and 2 are shown, for the test `t`, and its far side. */
export async function startOnVirtual(t) {
  const driver = createVirtualDriver({
    inputs: 3,
    type: 'float32lsb',
    rate,
    preferredBuffer: 128,
    cable: 'open',
  });
  const device = await openDevice(driver.id);
  const server = await startServer(device, { inputs: [0, 2] });
  t.after(async () => {
    await server.close();
    await device.close();
    driver.dispose();
  });
  return { driver, device, server };
}

/** A sine with a whole number of periods in a slice, a thirtieth of a second. */
export const sine = (level, frames) =>
  Float32Array.from({ length: frames }, (_, n) => level * Math.sin((2 * Math.PI * 900 * n) / rate));
