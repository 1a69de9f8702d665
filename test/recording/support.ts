/** A driver that hears the pattern, moved by hand, and what finds the pattern in files again. */
import { type Device, openDevice } from 'bufferswitch';
import { type AudioFile, openAudioFile } from 'bufferswitch/files';
import { createVirtualDriver, type VirtualDriver } from 'bufferswitch/testing';
import type { Gap } from '../../dist/captured.js';
import type { TakeFormat } from '../../dist/recording/part.js';
import type { Sound } from '../../dist/recording/sound.js';
import type { TakeFileReport } from '../../dist/recording/take-writer.js';
import { PatternFeed, PatternFrames } from './pattern.mjs';

export const bufferSize = 64;

export interface Fed extends AsyncDisposable {
  readonly device: Device;
  readonly driver: VirtualDriver;
  /** Runs buffer switches; the pattern goes on. */
  step(buffers: number): Promise<void>;
}

/** `heard`: the inputs' bytes for these frames, unless it is the pattern. */
export async function openFed(
  inputs: number,
  heard?: (from: number, frames: number) => Uint8Array[],
): Promise<Fed> {
  const feedFrames = 1 << 20;
  const driver = createVirtualDriver({ inputs, outputs: 0, type: 'int24lsb', cable: 'open', feedFrames });
  const device = await openDevice(driver.id);
  const feed = new PatternFeed(inputs, 64 * bufferSize);
  let position = 0;
  return {
    device,
    driver,
    async step(buffers) {
      for (let done = 0; done < buffers; ) {
        const now = Math.min(64, buffers - done);
        const frames = now * bufferSize;
        driver.feed(heard === undefined ? feed.frames(position, frames) : heard(position, frames));
        position += frames;
        await driver.step(now);
        done += now;
      }
    },
    async [Symbol.asyncDispose]() {
      await device.close();
      driver.dispose();
    },
  };
}

/** How a stream is opened for a take of 24 bits. */
export function takeFormat(channels: number, container: 'wav' | 'flac', mono: boolean): TakeFormat {
  const layout = mono || container === 'flac' ? 'planar' : 'interleaved';
  const sound: Sound = { encoding: 'int24', layout, channels };
  return { sound, container, sampleRate: 48000, mono };
}

/** Bytes of all channels for frames of the stream, silent where they were lost. */
export function patternBytes(channels: number, from: number, frames: number, gaps: readonly Gap[]): Buffer {
  const bytes = Buffer.from(new PatternFrames(channels, frames).frames(from, frames));
  for (const { position, frames: lost } of gaps) {
    bytes.fill(0, (position - from) * channels * 3, (position - from + lost) * channels * 3);
  }
  return bytes;
}

/** One channel of interleaved frames. */
export function channelOf(bytes: Buffer, channel: number, channels: number): Buffer {
  const frames = bytes.length / (3 * channels);
  const result = Buffer.alloc(3 * frames);
  for (let n = 0; n < frames; n++)
    bytes.copy(result, 3 * n, 3 * (n * channels + channel), 3 * (n * channels + channel + 1));
  return result;
}

export async function readBytes(path: string): Promise<{ file: AudioFile; bytes: Buffer }> {
  const file = await openAudioFile(path, { streamFormat: 'int24', layout: 'interleaved' });
  const parts: Buffer[] = [];
  for await (const block of file.blocks({ frames: 8192 })) {
    parts.push(Buffer.from(block.samples[0] as Uint8Array));
  }
  await file.close();
  return { file, bytes: Buffer.concat(parts) };
}

/** What is wrong with the files of a take: nothing where each holds its part of the pattern, to the frame. */
export async function faultsOf(files: readonly TakeFileReport[], channels: number): Promise<string[]> {
  const faults: string[] = [];
  for (const { path, channels: own, frames, position, gaps } of files) {
    const { file, bytes } = await readBytes(path);
    const all = patternBytes(channels, position, frames, gaps);
    const expected = own.length === channels ? all : channelOf(all, own[0] as number, channels);
    if (file.problem !== null) faults.push(`${path}: ${file.problem}`);
    if (bytes.length !== expected.length) faults.push(`${path}: ${bytes.length} of ${expected.length} bytes`);
    else if (!bytes.equals(expected)) faults.push(`${path}: other samples`);
  }
  return faults;
}
