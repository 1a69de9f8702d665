/** Virtual devices for tests. Each has an instance name of its own, so that test files can run side by side. */
import { type Device, type DriverSettings, openDevice } from 'bufferswitch';

let count = 0;

/** Another isolated virtual device, with the step clock unless `settings` say otherwise. */
export async function openLoopback(settings: DriverSettings = {}, timeLimit?: number): Promise<Device> {
  count++;
  const instance = `t${process.pid}-${Math.floor(performance.timeOrigin % 1e6)}-${count}`;
  return openDevice(`built-in:loopback:${instance}`, {
    settings: { clock: 'step', ...settings },
    ...(timeLimit !== undefined && { timeLimit }),
  });
}

/** Reads `frames` frames of every input channel into arrays of their own. The stream has them or will get them. */
export async function readFrames(
  input: { read(): Promise<{ channels: readonly ArrayLike<number>[]; frames: number } | null> },
  channels: number,
  frames: number,
): Promise<number[][]> {
  const result = Array.from({ length: channels }, () => [] as number[]);
  for (let done = 0; done < frames; ) {
    const block = await input.read();
    if (block === null) throw new Error(`The input ended after ${done} of ${frames} frames`);
    for (const [i, samples] of block.channels.entries()) result[i]?.push(...Array.from(samples));
    done += block.frames;
  }
  return result.map((samples) => samples.slice(0, frames));
}
