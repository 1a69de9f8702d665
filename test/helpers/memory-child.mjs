// How much memory this process takes while devices are opened and closed, and while one streams for hours of virtual time.
// Arguments: how many cycles, and how many hours. Prints the curve; the last line is a JSON document.
import { openDevice } from '../../dist/index.js';

const cycles = Number(process.argv[2]);
const hours = Number(process.argv[3]);
const points = 20;
const rate = 48000;
const bufferSize = 1024;

const megabytes = (bytes) => Math.round((bytes / 2 ** 20) * 10) / 10;

/** What is left when all that can be collected is. */
function memoryNow() {
  globalThis.gc();
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  return { rss: megabytes(rss), heap: megabytes(heapUsed), external: megabytes(external + arrayBuffers) };
}

const curves = { cycles: [], hours: [] };

function note(kind, at) {
  const memory = memoryNow();
  curves[kind].push({ at, ...memory });
  console.log(
    `${kind} ${at}: ${memory.rss} MB resident, ${memory.heap} MB heap, ${memory.external} MB beside it`,
  );
}

for (let cycle = 1; cycle <= cycles; cycle++) {
  const device = await openDevice('built-in:loopback:cycles', { settings: { clock: 'step' } });
  const stream = await device.openStream({ format: 'int16' });
  await stream.start();
  await device.step(3);
  if (cycle % 3 === 0) await device.reset();
  await device.close();
  if (cycle % Math.ceil(cycles / points) !== 0) continue;
  globalThis.gc();
  await new Promise((resolve) => setTimeout(resolve)); // what the addon has of it is let go in a turn of its own
  note('cycles', cycle);
}

if (hours > 0) {
  const device = await openDevice('built-in:loopback:hours', { settings: { clock: 'freerun', rate } });
  const total = hours * 3600 * rate;
  let done;
  const isDone = new Promise((resolve) => {
    done = resolve;
  });
  let frames = 0;
  let nextNote = total / points;
  const stream = await device.openStream({
    bufferSize,
    process: (inputs, outputs) => {
      outputs[0].set(inputs[0]);
      frames += inputs[0].length;
      if (frames >= nextNote) {
        note('hours', Math.round((frames / rate / 3600) * 100) / 100);
        nextNote += total / points;
      }
      if (frames >= total) done();
    },
  });
  await stream.start();
  await isDone;
  await device.close();
}
console.log(JSON.stringify(curves));
process.exit(0);
