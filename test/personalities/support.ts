/**
 * Devices with a personality, and a sequence that goes round through them. They are virtual; or, where PERSONALITY_LIBRARY
 * is the path of the driver of audio devices over a simulated system, those (see `onDevices`).
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import {
  type Device,
  type DriverSettings,
  type OpenDeviceOptions,
  openDevice,
  type Stream,
} from 'bufferswitch';
import { expect } from 'vitest';
import { native } from '../../dist/native.js';
import { nextBlock } from '../helpers/loopback.js';
import { until } from '../helpers/when.js';

let count = 0;

const library = process.env['PERSONALITY_LIBRARY'];
/** Whether the personalities are those of the driver of audio devices. */
export const onDevices = library !== undefined;

/** An id that no other test has: a personality may remember what became of it. */
export function freshId(): string {
  count++;
  const name = `p${threadId}-${process.pid}-${count}`;
  return library === undefined ? `built-in:loopback:${name}` : installed(library, name);
}

/** An instance of a library in a directory of this process, where `openDevice` looks. */
function installed(path: string, name: string): string {
  if (!directories.has(process.env['CWASIO_DIR'] ?? '')) {
    process.env['CWASIO_DIR'] = mkdtempSync(join(tmpdir(), 'personalities-'));
    directories.add(process.env['CWASIO_DIR']);
  }
  const folder = join(process.env['CWASIO_DIR'] ?? '', name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'driver'), path);
  return folder;
}

const directories = new Set<string>();

/**
 * A device in real time does not wait for a machine that is busy. A rate is measured from switches in a row, of which none
 * is missed.
 */
const patientFrames = (personality: string) => (personality.startsWith('rate-') ? 1024 : 256);

/** With the step clock, unless the personality or `settings` have another. */
export function settingsOf(personality: string, settings: DriverSettings = {}): DriverSettings {
  const own = native.personalities.find(({ name }) => name === personality)?.settings ?? '';
  return {
    personality,
    ...(!own.includes('clock=') && { clock: 'step' }),
    ...(onDevices && own.includes('clock=realtime') && { preferredBuffer: patientFrames(personality) }),
    ...settings,
  };
}

export async function openPersonality(
  personality: string,
  settings: DriverSettings = {},
  options: OpenDeviceOptions = {},
): Promise<Device> {
  return await openDevice(freshId(), { settings: settingsOf(personality, settings), ...options });
}

/** Never zero, so that the delay at the beginning can be told from it; the same only after 32749 frames. */
export function sampleAt(channel: number, frame: number): number {
  return ((frame * 31 + channel * 7919) % 32749) + 1;
}

/** Every output channel's samples for that many buffers, from the frame `first` on. */
export function ramp(stream: Stream, buffers: number, first = 0): Int16Array[] {
  const frames = buffers * stream.bufferSize;
  return stream.outputs.map((channel) =>
    Int16Array.from({ length: frames }, (_, i) => sampleAt(channel, first + i)),
  );
}

/** Reads `buffers` blocks and joins them. Positions have to follow each other, and times to go on. */
export async function readAll(
  stream: Stream,
  buffers: number,
): Promise<{ samples: number[][]; first: number }> {
  const samples: number[][] = stream.inputs.map(() => []);
  let first: number | undefined;
  let next: number | undefined;
  let before = -1n;
  for (let i = 0; i < buffers; i++) {
    const block = await nextBlock(stream.input);
    expect(block.timeNs).toBeGreaterThan(before);
    before = block.timeNs;
    first ??= block.position;
    if (next !== undefined) expect(block.position).toBe(next);
    next = block.position + block.frames;
    for (const [c, channel] of block.channels.entries()) samples[c]?.push(...channel);
  }
  return { samples, first: first ?? 0 };
}

/**
 * Whether each channel's `samples` are silence and then the ramp without a gap, from whichever of its first `mostLost`
 * frames on. What was found instead, for a message; null: nothing was.
 */
export function differenceFromRamp(
  samples: readonly number[][],
  channels: readonly number[],
  mostLost: number,
): string | null {
  for (const [i, channel] of channels.entries()) {
    const heard = samples[i] as number[];
    const from = heard.findIndex((sample) => sample !== 0);
    if (from < 0) return `channel ${channel} is silent`;
    let frame = 0;
    while (frame <= mostLost && sampleAt(channel, frame) !== heard[from]) frame++;
    if (frame > mostLost) return `channel ${channel} begins with ${heard[from]} at ${from}`;
    for (let at = from; at < heard.length; at++, frame++) {
      if (heard[at] !== sampleAt(channel, frame)) {
        return `channel ${channel} has ${heard[at]} at ${at}, not ${sampleAt(channel, frame)}`;
      }
    }
  }
  return null;
}

/** Until a wish of the driver's to be reset is no longer taken for an echo of what was done to it last. */
export async function settled(): Promise<void> {
  const begin = performance.now();
  await until(() => performance.now() > begin + 300);
}
