/**
 * Reads the input of a ring that it is sent, adds `add` to every sample and writes that to the output, until the ring is
 * over; then it says what it has seen.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openRing } from '../../dist/index.js';

const { ring: handle, add, blocks } = workerData;
const ring = openRing(handle);
parentPort.postMessage('open');
const seen = { blocks: 0, frames: 0, gaps: 0, next: 0, value: 0, wrong: 0 };
while (!ring.over && seen.blocks < blocks) {
  if (!ring.waitToRead(1000)) continue;
  const block = ring.tryRead();
  if (block === null) continue;
  if (block.position !== seen.next) seen.gaps++;
  seen.next = block.position + block.frames;
  seen.blocks++;
  seen.frames += block.frames;
  const made = block.channels.map((samples) => samples.map((sample) => sample + add));
  for (const samples of block.channels) if (samples.some((sample) => sample !== samples[0])) seen.wrong++;
  const value = block.channels[0][0];
  if (value !== seen.value && value !== seen.value + 1) seen.wrong++;
  seen.value = value;
  let done = ring.tryWrite(made);
  while (done < block.frames) {
    ring.waitToWrite(1000);
    done = ring.tryWrite(made, done);
  }
}
ring.finish();
ring.close();
parentPort.postMessage(seen);
