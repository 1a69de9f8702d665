/** Plays in the test's own process, on a driver whose other end the test holds. */
import type { VirtualDriver } from 'bufferswitch/testing';
import { play } from '../../dist/cli/play.js';
import { runHere } from './here.js';

export interface PlayedFile {
  readonly file: string;
  readonly frames: number;
  readonly error: { readonly code: string | null; readonly message: string } | null;
}

export interface Played {
  readonly code: number | null;
  /** What was said beside the result, line by line. */
  readonly said: readonly string[];
  readonly document: { readonly files: readonly PlayedFile[]; readonly skipped: readonly string[] };
}

/** What the command line does that has these arguments and `--json`. */
export async function playOn(driver: VirtualDriver, args: readonly string[]): Promise<Played> {
  const { code, stdout, stderr } = await runHere({ play }, [
    'play',
    ...args,
    '--driver',
    driver.id,
    '--json',
  ]);
  const document = stdout === '' ? { files: [], skipped: [] } : JSON.parse(stdout);
  return { code, said: stderr.split('\n').filter((line) => line !== ''), document };
}

/** Where the first differs, -1 for nowhere; `expect` takes seconds for so many. */
export function firstDifference(heard: ArrayLike<number>, expected: ArrayLike<number>): number {
  const length = Math.max(heard.length, expected.length);
  for (let i = 0; i < length; i++) if (heard[i] !== expected[i]) return i;
  return -1;
}

/** All of them, one behind the other. */
export function joined(parts: readonly Int32Array[]): Int32Array {
  return Int32Array.from(parts.flatMap((part) => [...part]));
}

/** Without the silence before and after it. */
export function withoutSilence(samples: Int32Array): Int32Array {
  const first = samples.findIndex((sample) => sample !== 0);
  let end = samples.length;
  while (end > first && samples[end - 1] === 0) end--;
  return samples.slice(Math.max(0, first), end);
}

/** What an output of 32-bit integers was given, without the silence around it. */
export function sound(driver: VirtualDriver, output: number): Int32Array {
  const { samples, lostFrames } = driver.captured();
  if (lostFrames > 0) throw new Error(`${lostFrames} frames were not captured`);
  return withoutSilence(samples?.[output] as Int32Array);
}
