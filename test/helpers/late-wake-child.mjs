// Devices that are closed while their streams ring, one after the other, with what they held collected at once: a wake-up
// that is still under way must not look into memory that is gone. Argument: how many.
import { openDevice } from '../../dist/index.js';

const rounds = Number(process.argv[2]);
const idle = () => new Promise((resolve) => setImmediate(resolve));

async function round(number) {
  const device = await openDevice(`built-in:loopback:late-${number % 4}`, { settings: { clock: 'freerun' } });
  // Large, so that the system takes it back as soon as it is collected.
  const stream = await device.openStream({ bufferSize: 64, depth: 1 << 20, format: 'float64' });
  await stream.start();
  const reading = (async () => {
    while ((await stream.input.read()) !== null);
  })();
  for (let turn = number % 5; turn > 0; turn--) await idle();
  await device.close();
  await reading.catch(() => {});
}

for (let number = 0; number < rounds; number++) {
  await round(number);
  globalThis.gc();
  await idle();
}
