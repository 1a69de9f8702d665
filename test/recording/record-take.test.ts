/** Takes of a driver that is moved by hand: where they begin, what is kept from before, and what becomes of a slow disk. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Stream } from 'bufferswitch';
import { afterEach, describe, expect, it } from 'vitest';
import { OutputFile } from '../../dist/files/output-file.js';
import { FileNames } from '../../dist/recording/file-names.js';
import type { TakeFormat } from '../../dist/recording/part.js';
import { type Begun, recordTake, type TakeOptions } from '../../dist/recording/record-take.js';
import type { Split } from '../../dist/recording/split.js';
import { atLevel, atOnce } from '../../dist/recording/start.js';
import { TakeWriter } from '../../dist/recording/take-writer.js';
import { scratchDirectory } from '../files/support.js';
import { deferred, until } from '../helpers/when.js';
import { bufferSize, type Fed, faultsOf, openFed, readBytes, takeFormat } from './support.js';

const scratch = scratchDirectory();
const { append } = OutputFile.prototype;
let count = 0;

afterEach(() => {
  OutputFile.prototype.append = append;
});

function openStream(fed: Fed, { sound }: TakeFormat, depth = 4096): Promise<Stream> {
  return fed.device.openStream({
    inputs: Array.from({ length: sound.channels }, (_, channel) => channel),
    outputs: [],
    format: sound.encoding,
    layout: sound.layout,
    bufferSize,
    depth,
  });
}

function begin(stream: Stream, format: TakeFormat, split: Split | null, options: Partial<TakeOptions> = {}) {
  const path = join(scratch, `${++count}.${format.container}`);
  const names = new FileNames(path, split !== null, format.mono ? stream.inputs : null);
  const writer = new TakeWriter(names, format, split);
  const found: { begun: Begun | null } = { begun: null };
  const done = recordTake(stream, writer, {
    sound: format.sound,
    start: atOnce,
    preRoll: 0,
    limit: Number.POSITIVE_INFINITY,
    onBegun: (begun) => {
      found.begun = begun;
    },
    ...options,
  });
  done.catch(() => {});
  return { path, names, writer, found, done };
}

/** Silence, and one sample of one channel that is something else. */
function click(inputs: number, frame: number, channel: number, value: number) {
  return (from: number, frames: number) =>
    Array.from({ length: inputs }, (_, index) => {
      const bytes = new Uint8Array(3 * frames);
      if (index === channel && from <= frame && frame < from + frames) {
        for (let i = 0; i < 3; i++) bytes[3 * (frame - from) + i] = value >> (8 * i);
      }
      return bytes;
    });
}

describe.each([
  ['wav', false],
  ['wav', true],
  ['flac', false],
] as const)('%s, mono %s', (container, mono) => {
  const format = takeFormat(2, container, mono);

  it.each([
    [0, 0, 0],
    [5, 100, 5],
    [1000, 300, 300],
    [5000, 5000, 5000],
    [9999, 4321, 4321],
  ])('begins at frame %i, with a pre-roll of %i frames of which there are %i', async (frame, asked, kept) => {
    const loud = -(2 ** 22) - 1; // half of full scale, and one step more
    await using fed = await openFed(2, click(2, frame, 1, loud));
    const stream = await openStream(fed, format, 32_768);
    const start = atLevel(format.sound, 0.5);
    const { writer, found, done } = begin(stream, format, null, { start, preRoll: asked, limit: 777 });
    await stream.start();
    await fed.step(Math.ceil((frame + 8000) / bufferSize));
    await stream.stop();
    await done;
    await writer.close();
    expect(found.begun).toEqual({ position: frame, preRoll: kept });
    expect(writer.frames).toBe(kept + 777);
    for (const { path, position, channels } of writer.files) {
      expect(position).toBe(frame - kept);
      const { bytes } = await readBytes(path);
      const expected = Buffer.alloc(3 * channels.length * (kept + 777));
      if (channels.includes(1))
        expected.writeIntLE(loud, 3 * (kept * channels.length + channels.indexOf(1)), 3);
      expect(bytes.equals(expected)).toBe(true);
    }
  });

  it('does not begin with what is as loud as the level and no louder, and leaves no file', async () => {
    await using fed = await openFed(2, click(2, 1234, 0, 2 ** 22));
    const stream = await openStream(fed, format);
    const start = atLevel(format.sound, 0.5);
    const { writer, names, found, done } = begin(stream, format, null, { start, preRoll: 500 });
    await stream.start();
    await fed.step(40);
    await stream.stop();
    await done;
    await writer.close();
    expect(found.begun).toBeNull();
    expect(writer.files).toEqual([]);
    for (const path of names.part(1)) expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['in one file', null],
    ['split', { frames: 7000 }],
  ])('has silence for what was lost while the disk stood still, %s', async (_, split) => {
    await using fed = await openFed(2);
    const stream = await openStream(fed, format);
    const gate = deferred();
    const { writer, done } = begin(stream, format, split);
    let writes = 0;
    OutputFile.prototype.append = async function (bytes) {
      if (++writes > 4) await gate.promise;
      return await append.call(this, bytes);
    };
    await stream.start();
    // The driver does not wait for anybody.
    while (writes <= 4) await fed.step(8);
    const { overruns } = stream.stats;
    while (stream.stats.overruns === overruns) await fed.step(8);
    await fed.step(100);
    gate.resolve();
    for (let turn = 0; turn < 25; turn++) {
      await until(() => stream.input.queued === 0);
      await fed.step(8);
    }
    await until(() => stream.input.queued === 0);
    const total = stream.stats.position;
    await stream.stop();
    await done;
    await writer.close();
    expect(writer.frames).toBe(total);
    const lost = stream.stats.overrunFrames;
    expect(lost).toBeGreaterThanOrEqual(100 * bufferSize);
    const first = writer.files.filter(({ channels }) => channels.includes(0));
    const gaps = first.flatMap((file) => file.gaps);
    expect(gaps.reduce((sum, { frames }) => sum + frames, 0)).toBe(lost);
    expect(await faultsOf(writer.files, 2)).toEqual([]);
  });

  it('has silence for what was lost at the very end', async () => {
    await using fed = await openFed(2);
    const stream = await openStream(fed, format);
    const gate = deferred();
    const { writer, done } = begin(stream, format, null);
    OutputFile.prototype.append = async function (bytes) {
      await gate.promise;
      return await append.call(this, bytes);
    };
    await stream.start();
    await fed.step(500);
    await stream.stop();
    gate.resolve();
    await done;
    await writer.close();
    expect(writer.frames).toBe(500 * bufferSize);
    const lost = stream.stats.overrunFrames;
    expect(lost).toBeGreaterThan(0);
    for (const { gaps } of writer.files) {
      expect(gaps.reduce((sum, { frames }) => sum + frames, 0)).toBe(lost);
      expect((gaps.at(-1)?.position ?? 0) + (gaps.at(-1)?.frames ?? 0)).toBe(500 * bufferSize);
    }
    expect(await faultsOf(writer.files, 2)).toEqual([]);
  });
});
