import { openDevice } from 'bufferswitch';
import { createEcho } from './echo.js';

/** Plays input 1 with an echo on output 1 of `driver`, until the device is closed that it resolves to. */
export async function startEcho(driver, { seconds = 0.25, feedback = 0.5, bufferSize, sampleRate } = {}) {
  const device = await openDevice(driver, { sampleRate: sampleRate ?? 'keep' });
  try {
    const newEcho = () => createEcho({ sampleRate: device.sampleRate, seconds, feedback });
    let echo = newEcho();
    const stream = await device.openStream({
      inputs: [0],
      outputs: [0],
      bufferSize,
      process: ([input], [output]) => echo(input, output),
    });
    // The driver was closed and opened again, or has another rate: the echo is to be as many seconds as before.
    stream.on('restart', () => {
      echo = newEcho();
    });
    await stream.start();
    return device;
  } catch (error) {
    await device.close(); // else the driver would stay taken
    throw error;
  }
}
