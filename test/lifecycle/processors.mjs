// Opens processors and closes them after a time that is another each round, so that their threads are ended wherever
// they happen to be.
//   node processors.mjs <rounds>
import { openDevice } from '../../dist/index.js';

const module = new URL('../processors/gain.mjs', import.meta.url);
const rounds = Number(process.argv[2]);

for (let round = 0; round < rounds; round++) {
  const settings = { clock: round % 2 === 0 ? 'freerun' : 'realtime' };
  const device = await openDevice('built-in:loopback', { settings });
  const mode = round % 3 === 0 ? 'in-step' : 'pipelined';
  const processor = await device.openProcessor(module, { bufferSize: 32, mode, parameters: { gain: 1 } });
  await processor.start();
  const end = performance.now() + ((round * 7.3) % 30);
  while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
  if (round % 5 !== 0) await processor.close();
  await device.close();
}
