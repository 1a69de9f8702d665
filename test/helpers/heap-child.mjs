// How many bytes of JavaScript heap a block takes once everything is warm, for the way that is named. Prints JSON.
//   node --expose-gc --min-semi-space-size=64 --max-semi-space-size=64 heap-child.mjs <way> <blocks>
// The young generation is so big that nothing is collected in between.
import v8 from 'node:v8';
import { openDevice } from '../../dist/index.js';

const [way, count] = process.argv.slice(2);
const blocks = Number(count);
const warmUp = 100_000;
const used = () => v8.getHeapStatistics().used_heap_size;

/** Counts blocks, and says at the end what was allocated between the warm-up and it. */
export function meter(count, done) {
  let seen = 0;
  let before = 0;
  return () => {
    seen++;
    if (seen === warmUp) {
      globalThis.gc();
      before = used();
    }
    if (seen === warmUp + count) done((used() - before) / count);
  };
}

const ways = {
  process: (device, finish) => {
    const tick = meter(blocks, finish);
    return device.openStream({
      bufferSize: 32,
      process(inputs, outputs) {
        for (let i = 0; i < outputs.length; i++) outputs[i].set(inputs[i]);
        tick();
      },
    });
  },
  processor: async (device, finish) => {
    const module = new URL('../processors/heap.mjs', import.meta.url);
    const processor = await device.openProcessor(module, { bufferSize: 32, data: { warmUp, blocks } });
    processor.once('message', finish);
    return processor;
  },
  tryRead: async (device, finish) => {
    const stream = await device.openStream({ bufferSize: 32, outputs: [] });
    const tick = meter(blocks, finish);
    const read = () => {
      if (stream.state === 'closed') return; // not before it runs: a busy machine takes its time to start it
      // Not for ever: a driver that runs free may be as fast as this.
      for (let i = 0; i < 10_000 && stream.input.tryRead() !== null; i++) tick();
      setTimeout(read, 1);
    };
    setTimeout(read, 1);
    return stream;
  },
};

const device = await openDevice('built-in:loopback', { settings: { clock: 'freerun' } });
let finish;
const finished = new Promise((resolve) => {
  finish = resolve;
});
const opened = await ways[way](device, finish);
await opened.start();
console.log(JSON.stringify({ way, blocks, bytesPerBlock: await finished }));
await device.close();
