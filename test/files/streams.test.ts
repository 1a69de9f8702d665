/** Files that come as a stream: no going back, pieces of any size, and sizes that the writer did not know. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { createAudioFile, openAudioFile } from 'bufferswitch/files';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../helpers/random.js';
import { aiff, dsdiff, dsf } from './builders.js';
import { bytesOf, integers, packed } from './material.js';
import { missing, run } from './programs.js';
import { chunk, plainFormat, readAll, riff, scratchDirectory } from './support.js';

const scratch = scratchDirectory();
const frames = 20_001;
const samples = integers(16, 2, frames);
const audio = packed(samples, 2);
const big = Buffer.from(audio).swap16();

async function flacFile(): Promise<Buffer> {
  const path = join(scratch, 'stream.flac');
  const writer = await createAudioFile(
    path,
    { encoding: 'int16', channels: 2, sampleRate: 48000 },
    { overwrite: true },
  );
  await writer.write([0, 1].map((channel) => samples.filter((_, i) => i % 2 === channel)));
  await writer.close();
  return readFileSync(path);
}

const wav = (size?: number, whole?: number) =>
  riff(
    [chunk('LIST', Buffer.alloc(7000)), chunk('fmt ', plainFormat(1, 2, 16)), chunk('data', audio, size)],
    'RIFF',
    whole,
  );

const files: readonly (readonly [string, () => Buffer | Promise<Buffer>])[] = [
  ['WAV', () => wav()],
  ['WAV whose sizes are 0', () => wav(0, 0)],
  ['WAV whose sizes are the largest', () => wav(0xffffffff, 0xffffffff)],
  ['AIFF', () => aiff({ audio: big, frames, channels: 2, bits: 16 })],
  ['AIFF whose sizes are 0', () => aiff({ audio: big, frames: 0, channels: 2, bits: 16, soundSize: 0 })],
  [
    'AIFF-C whose size is the largest',
    () => aiff({ audio, frames: 0, channels: 2, bits: 16, type: 'sowt', soundSize: 0xffffffff }),
  ],
  ['FLAC', flacFile],
];

/** In pieces of 1 to `most` bytes. */
function pieces(bytes: Buffer, most: number): Readable {
  const random = randomFrom(most);
  return Readable.from(
    (function* () {
      for (let at = 0, size = 0; at < bytes.length; at += size) {
        size = 1 + Math.floor(random() * most);
        yield bytes.subarray(at, at + size);
      }
    })(),
  );
}

describe.each(files)('%s', (_, make) => {
  it.each([7, 5000, 1_000_000])('in pieces of up to %i bytes', async (most) => {
    const {
      file,
      planes,
      frames: read,
    } = await readAll(pieces(await make(), most), { layout: 'interleaved' });
    expect(read).toBe(frames);
    expect(planes[0]?.equals(bytesOf(samples))).toBe(true);
    expect(file).toMatchObject({ seekable: false, frames, truncated: false, path: 'the stream' });
  });
});

it('raw samples, and half a frame at the end', async () => {
  const raw = { encoding: 'int16', channels: 2, sampleRate: 48000, skip: 5 } as const;
  const bytes = Buffer.concat([Buffer.alloc(5), audio, Buffer.alloc(3)]);
  const { file, planes } = await readAll(pieces(bytes, 999), { raw, layout: 'interleaved' });
  expect(planes[0]?.equals(bytesOf(samples))).toBe(true);
  expect(file).toMatchObject({ frames, problem: 'damaged: the last frame has 3 of 4 bytes and is left out' });
});

it('DSD', async () => {
  const bytes = audio.subarray(0, 20_000);
  for (const file of [dsf([bytes], 160_000), dsdiff(bytes, 1), dsdiff(bytes, 1, 'DSD ', 0)]) {
    expect((await readAll(pieces(file, 3000))).planes).toEqual([bytes]);
  }
});

describe('a stream', () => {
  it('does not know its length before the end, and cannot go back', async () => {
    await using file = await openAudioFile(pieces(wav(0, 0), 1000));
    expect(file.frames).toBeNull();
    await file.read([new Int32Array(10), new Int32Array(10)]);
    await expect(file.seek(0)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    expect(file.position).toBe(10);
  });

  it('that ends too early is truncated', async () => {
    const { file, frames: read } = await readAll(pieces(wav().subarray(0, -1001), 1000));
    expect(file).toMatchObject({ frames: read, truncated: true });
    expect(file.problem).toBe(`truncated: ${read} of ${frames} frames are there`);
  });

  it('that never goes on is given up by closing the file', async () => {
    const source = new PassThrough();
    source.write(wav(0, 0));
    const file = await openAudioFile(source);
    const whole = [new Int32Array(frames + 1), new Int32Array(frames + 1)];
    const read = file.read(whole);
    const failed = expect(read).rejects.toThrow();
    await expect(file.read(whole)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await file.close();
    await failed;
    expect(source.destroyed).toBe(true);
    await expect(file.read(whole)).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  it.each<[string, (first: Buffer) => AsyncIterable<Uint8Array>]>([
    [
      'a web stream',
      (first) =>
        new ReadableStream<Uint8Array>({
          start: (controller) => controller.enqueue(first),
        }) as unknown as AsyncIterable<Uint8Array>,
    ],
    [
      'an async generator',
      async function* (first) {
        yield first;
        await new Promise(() => {});
      },
    ],
    [
      'an iterator that only has next',
      (first) => {
        let count = 0;
        const next = () =>
          count++ === 0
            ? Promise.resolve({ value: first, done: false })
            : new Promise<IteratorResult<Uint8Array>>(() => {});
        return { [Symbol.asyncIterator]: () => ({ next }) };
      },
    ],
  ])('that never goes on is given up although it is %s', async (_, make) => {
    const file = await openAudioFile(make(wav(0, 0)));
    const failed = expect(
      file.read([new Int32Array(frames + 1), new Int32Array(frames + 1)]),
    ).rejects.toMatchObject({ code: 'INVALID_STATE', message: expect.stringContaining('closed') });
    await file.close();
    await failed;
  });

  it('that does not wait is told that it is over, and closing waits for that', async () => {
    let isOver = false;
    const source = async function* () {
      try {
        for (;;) yield wav(0, 0);
      } finally {
        await new Promise(setImmediate);
        isOver = true;
      }
    };
    const file = await openAudioFile(source());
    await file.close();
    expect(isOver).toBe(true);
  });

  it('hands on what went wrong with it', async () => {
    const source = Readable.from(
      (async function* () {
        yield wav(0, 0);
        throw new Error('unplugged');
      })(),
    );
    await expect(readAll(source)).rejects.toThrow('unplugged');
  });

  it('of text is refused', async () => {
    await expect(openAudioFile(Readable.from(['RIFF']) as never)).rejects.toThrow(TypeError);
  });
});

const posix = process.platform !== 'win32';
it.skipIf(!posix)(
  `a named pipe is read as it comes${posix ? '' : ' (skipped: Windows has none in folders)'}`,
  async () => {
    const path = join(scratch, 'pipe');
    run('mkfifo', [path]);
    const writing = writeFile(path, wav(0, 0));
    const { file, planes } = await readAll(path, { layout: 'interleaved' });
    await writing;
    expect([file.path, file.seekable, file.frames]).toEqual([path, false, frames]);
    expect(planes[0]?.equals(bytesOf(samples))).toBe(true);
  },
);

const none = missing('sox');
it.skipIf(none !== '').each(['wav', 'aiff', 'flac'])(`%s from a pipe of sox${none}`, async (type) => {
  const form = ['-t', 'raw', '-r', '48000', '-c', '2', '-e', 'signed', '-b', '16', '-'];
  const child = spawn('sox', ['-V1', '-D', ...form, '-t', type, '-'], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end(audio);
  const { planes } = await readAll(child.stdout, { layout: 'interleaved' });
  expect(planes[0]?.equals(bytesOf(samples))).toBe(true);
});
