import { openDevice } from 'bufferswitch';
import { starts } from './knobs.js';

/** Opens `driver` with the pedal between an input and some outputs. Close `device` to end; turn by `processor.parameters`. */
export async function openPedal(driver, { input = 0, outputs, bufferSize } = {}) {
  const device = await openDevice(driver);
  try {
    const processor = await device.openProcessor(new URL('./processor.js', import.meta.url), {
      inputs: [input],
      outputs,
      bufferSize,
      parameters: starts,
    });
    return { device, processor };
  } catch (error) {
    await device.close(); // else the driver would stay taken
    throw error;
  }
}
