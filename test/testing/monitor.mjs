// The program of the recipe in docs/testing.md.
import { openDevice } from '../../dist/index.js';

export async function startMonitor(driver) {
  const device = await openDevice(driver);
  const stream = await device.openStream({
    format: 'float32',
    bufferSize: 64,
    process: (inputs, outputs) => {
      for (const [n, sample] of inputs[0].entries()) outputs[0][n] = sample / 2;
    },
  });
  await stream.start();
  return device;
}
