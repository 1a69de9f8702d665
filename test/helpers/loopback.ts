/** Virtual devices for tests. Each has an instance name of its own, so that test files can run side by side. */
import { threadId } from 'node:worker_threads';
import { type Block, type Device, type DriverSettings, openDevice, type StreamInput } from 'bufferswitch';

let count = 0;

/** Another isolated virtual device, with the step clock unless `settings` say otherwise. */
export async function openLoopback(settings: DriverSettings = {}, timeLimit?: number): Promise<Device> {
  count++;
  return openDevice(`built-in:loopback:t${threadId}-${count}`, {
    settings: { clock: 'step', ...settings },
    ...(timeLimit !== undefined && { timeLimit }),
  });
}

/** The next block, which has to come. */
export async function nextBlock(input: StreamInput): Promise<Block> {
  const block = await input.read();
  if (block === null) throw new Error('The input has ended');
  return block;
}

/** Reads `frames` frames of every input channel into arrays of their own. The stream has them or will get them. */
export async function readFrames(input: StreamInput, channels: number, frames: number): Promise<number[][]> {
  const result = Array.from({ length: channels }, () => [] as number[]);
  for (let done = 0; done < frames; ) {
    const block = await nextBlock(input);
    for (const [i, samples] of block.channels.entries()) result[i]?.push(...samples);
    done += block.frames;
  }
  return result.map((samples) => samples.slice(0, frames));
}
