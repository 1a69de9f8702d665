// Loops over a stream's blocks, each as long as its meter wants.

async function tryRead({ input }, meter) {
  while (!meter.done) {
    if (input.tryRead() !== null) meter.block();
  }
}

async function read({ input }, meter) {
  while (!meter.done) {
    await input.read();
    meter.block();
  }
}

async function forAwait({ input }, meter) {
  for await (const _ of input) {
    meter.block();
    if (meter.done) break;
  }
}

const makeBlock = (stream) => stream.outputs.map(() => new Float32Array(stream.bufferSize));

/** Where there is room always, as nothing waits for what is written. */
async function writeOnly(stream, meter) {
  const block = makeBlock(stream);
  const room = stream.ring.places.output.capacity - 2;
  while (!meter.done) {
    if (stream.output.queuedFrames >= room * stream.bufferSize) continue;
    void stream.output.write(block);
    meter.block();
  }
}

async function write(stream, meter) {
  const block = makeBlock(stream);
  while (!meter.done) {
    await stream.output.write(block);
    meter.block();
  }
}

/** What each does, and which of the directions it needs. */
export const loops = {
  tryRead: { work: tryRead, direction: 'read' },
  read: { work: read, direction: 'read' },
  'for await': { work: forAwait, direction: 'read' },
  'write, not awaited': { work: writeOnly, direction: 'write' },
  'write, awaited': { work: write, direction: 'write' },
};
