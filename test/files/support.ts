import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AudioFile,
  type AudioSource,
  type Encoding,
  type OpenAudioFileOptions,
  openAudioFile,
} from 'bufferswitch/files';
import { afterAll } from 'vitest';
import { removeFolder } from '../helpers/remove-folder.js';

/** A directory for the files of one test file, gone afterwards. */
export function scratchDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'bufferswitch-files-'));
  afterAll(() => removeFolder(path));
  return path;
}

/** Every bit of a sample in use, and the codes at both ends; the same ones on every run. */
export function testWords(encoding: Encoding, frames: number, seed: number): Int32Array {
  const words = new Int32Array(frames);
  let state = seed + 1;
  for (let i = 0; i < frames; i++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
    words[i] = state ^ (state >>> 13);
  }
  words.set([0x7fffffff, -0x80000000, 0, -1].slice(0, frames));
  if (encoding === 'float32') return floatWords(words);
  const mask = -(2 ** (32 - Number(encoding.slice(3))));
  return words.map((word) => word & mask);
}

/** Floats between -1 and 1 with 24 bits, which every decoder can show exactly. */
function floatWords(words: Int32Array): Int32Array {
  const floats = Float32Array.from(words, (word) => (word >> 8) / 2 ** 23);
  return new Int32Array(floats.buffer);
}

/** The same memory as the arrays that a file of this encoding delivers and takes. */
export function asSamples(channels: readonly Int32Array[], encoding: Encoding) {
  return encoding === 'float32' ? channels.map((words) => new Float32Array(words.buffer)) : channels;
}

/** All that is in a file, as it is delivered, and the file as it was at its end. */
export async function readAll(source: AudioSource, options?: OpenAudioFileOptions) {
  const file: AudioFile = await openAudioFile(source, options);
  try {
    const parts: Uint8Array[][] = [];
    let frames = 0;
    for await (const block of file.blocks({ frames: 8192 })) {
      frames += block.frames;
      block.samples.forEach((array, i) => {
        parts[i] ??= [];
        parts[i].push(Uint8Array.from(new Uint8Array(array.buffer, array.byteOffset, array.byteLength)));
      });
    }
    const planes = parts.map((pieces) => Buffer.concat(pieces));
    return { file, frames, planes, words: planes.map(wordsIn) };
  } finally {
    await file.close();
  }
}

function wordsIn(bytes: Buffer): Int32Array {
  return new Int32Array(Uint8Array.from(bytes).buffer, 0, Math.floor(bytes.length / 4));
}

/** Interleaves words as a decoder does that delivers 32 bits. */
export function interleaved(channels: readonly Int32Array[]): Buffer {
  const frames = channels[0]?.length ?? 0;
  const bytes = Buffer.alloc(4 * frames * channels.length);
  for (let i = 0; i < frames; i++) {
    channels.forEach((words, channel) => {
      bytes.writeInt32LE(words[i] as number, 4 * (i * channels.length + channel));
    });
  }
  return bytes;
}

/** One chunk of a RIFF file, padded; a size other than the true one can be claimed. */
export function chunk(id: string, content: Buffer, size = content.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

/** A whole file of chunks. */
export function riff(chunks: readonly Buffer[], id = 'RIFF', size?: number): Buffer {
  const body = Buffer.concat([Buffer.from('WAVE', 'latin1'), ...chunks]);
  return chunk(id, body, size ?? body.length);
}

/** The content of a `fmt ` chunk of the plain kind. */
export function plainFormat(tag: number, channels: number, bits: number, rate = 48000): Buffer {
  const bytes = Buffer.alloc(16);
  const frame = (channels * bits) / 8;
  bytes.writeUInt16LE(tag, 0);
  bytes.writeUInt16LE(channels, 2);
  bytes.writeUInt32LE(rate, 4);
  bytes.writeUInt32LE((rate * frame) >>> 0, 8);
  bytes.writeUInt16LE(Math.floor(frame) & 0xffff, 12);
  bytes.writeUInt16LE(bits, 14);
  return bytes;
}

/** True where a program can be started: an independent decoder is not everywhere. */
export function installed(program: string): boolean {
  try {
    execFileSync(program, ['-h'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** Decodes a file with sox to 32-bit words. */
export function decodeWithSox(path: string, encoding: Encoding, scratch: string): Buffer {
  const raw = join(scratch, 'decoded.raw');
  const kind = encoding === 'float32' ? 'floating-point' : 'signed-integer';
  execFileSync('sox', ['-V1', '-D', path, '-t', 'raw', '-e', kind, '-b', '32', raw], { stdio: 'ignore' });
  return readFileSync(raw);
}

/** Writes bytes to a file in a directory and gives its path. */
export function place(directory: string, name: string, bytes: Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}
