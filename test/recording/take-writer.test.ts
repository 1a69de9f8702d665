/** Takes in parts and in files of one channel: each frame once and in order, whatever pieces it comes in. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAudioFile } from 'bufferswitch/files';
import { describe, expect, it, vi } from 'vitest';
import type { Piece } from '../../dist/captured.js';
import type { Samples } from '../../dist/format.js';
import { FileNames } from '../../dist/recording/file-names.js';
import type { Sound } from '../../dist/recording/sound.js';
import { leastSplit, type Split } from '../../dist/recording/split.js';
import { TakeWriter } from '../../dist/recording/take-writer.js';
import { scratchDirectory } from '../files/support.js';
import { randomFrom } from '../helpers/random.js';
import { channelOf, faultsOf, patternBytes, takeFormat } from './support.js';

const scratch = scratchDirectory();
const channels = 3;
let count = 0;

/** Frames of the pattern as a stream has them. */
function piece(sound: Sound, position: number, frames: number, lost: readonly [number, number][] = []) {
  const gaps = lost.map(([at, length]) => ({ position: at, frames: length }));
  const all = patternBytes(channels, position, frames, gaps);
  const arrays: Samples[] =
    sound.layout === 'interleaved' ? [all] : [0, 1, 2].map((channel) => channelOf(all, channel, channels));
  const result: Piece<Samples> = { channels: arrays, frames, position, gaps };
  return result;
}

const modes = (['wav', 'flac'] as const).flatMap((container) =>
  [false, true].map((mono) => ({ container, mono })),
);

describe.each(modes)('$container, mono $mono', ({ container, mono }) => {
  const format = takeFormat(channels, container, mono);
  const names = (split: boolean) =>
    new FileNames(join(scratch, `${++count}-take.${container}`), split, mono ? [0, 7, 12] : null);

  it('shows every piece in the files as soon as it is written', async () => {
    const take = names(false);
    const writer = new TakeWriter(take, format);
    // As after a second, when every file is brought up to date, and in the seconds between.
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    await writer.write(piece(format.sound, 0, 4096), 0, 4096);
    now.mockReturnValue(5000);
    await writer.write(piece(format.sound, 4096, 4096), 0, 4096);
    await writer.write(piece(format.sound, 8192, 4096), 0, 4096);
    now.mockRestore();
    for (const path of take.part(1)) {
      const file = await openAudioFile(path);
      const block = [];
      for await (const { frames } of file.blocks()) block.push(frames);
      await file.close();
      expect(block.reduce((sum, frames) => sum + frames, 0)).toBe(12_288);
    }
    await writer.close();
  });

  it.each<[string, Split]>([
    ['frames', { frames: 7001 }],
    ['bytes', { bytes: 40_000 }],
    ['the smallest size', { bytes: leastSplit(format).bytes }],
  ])('is split by %s', async (_, split) => {
    const writer = new TakeWriter(names(true), format, split);
    const random = randomFrom(7);
    const total = 40_000;
    for (let position = 1000; position < 1000 + total; ) {
      const frames = Math.min(1000 + total - position, 1 + Math.floor(random() * 5000));
      // A part of a piece, as where a recording starts in its midst.
      await writer.write(piece(format.sound, position - 10, frames + 10), 10, frames);
      position += frames;
      expect(writer.frames).toBe(position - 1000);
      const complete = writer.files.slice(0, mono ? -channels : -1);
      for (const { path, frames } of complete) {
        const file = await openAudioFile(path);
        expect(file).toMatchObject({ frames, problem: null });
        await file.close();
      }
    }
    await writer.close();
    const { files } = writer;
    expect(await faultsOf(files, channels)).toEqual([]);
    let position = 1000;
    const together = mono ? channels : 1;
    for (let i = 0; i < files.length; i += together) {
      for (const file of files.slice(i, i + together)) expect(file.position).toBe(position);
      position += files[i]?.frames ?? 0;
    }
    expect(position).toBe(1000 + total);
    expect(files.length).toBeGreaterThan(2 * together);
    for (const { frames } of files.slice(0, -together))
      if ('frames' in split) expect(frames).toBe(split.frames);
    if ('bytes' in split) {
      const sizes = files.slice(0, -together).map(({ path }) => statSync(path).size);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(split.bytes);
      // No part is shorter than it has to be.
      const most = container === 'flac' ? 4096 * 3 * 3 + 100 : 10;
      if (container === 'wav') expect(Math.min(...sizes)).toBeGreaterThan(split.bytes - most);
    }
  });

  it('tells the frames that were lost, in the part that they are in', async () => {
    const writer = new TakeWriter(names(true), format, { frames: 8000 });
    await writer.write(piece(format.sound, 500, 6000, [[1000, 700]]), 0, 6000);
    await writer.write(piece(format.sound, 6500, 4000, [[7500, 2000]]), 0, 4000);
    await writer.write(piece(format.sound, 10500, 4000, [[10500, 5]]), 0, 4000);
    await writer.close();
    expect(await faultsOf(writer.files, channels)).toEqual([]);
    const [first, second] = [writer.files[0], writer.files.at(-1)];
    expect(first?.gaps).toEqual([
      { position: 1000, frames: 700 },
      { position: 7500, frames: 1000 },
    ]);
    expect(second?.gaps).toEqual([
      { position: 8500, frames: 1000 },
      { position: 10500, frames: 5 },
    ]);
  });

  it('leaves no file of a part whose names are not all free, and keeps what there was', async () => {
    const own = names(true);
    const writer = new TakeWriter(own, format, { frames: 5000 });
    const [last = ''] = own.part(2).slice(-1);
    writeFileSync(last, 'precious');
    await expect(writer.write(piece(format.sound, 0, 6000), 0, 6000)).rejects.toMatchObject({
      code: 'EEXIST',
    });
    await expect(writer.write(piece(format.sound, 6000, 10), 0, 10)).rejects.toThrow();
    await writer.close().catch(() => {});
    expect(readFileSync(last, 'utf8')).toBe('precious');
    for (const path of own.part(2).slice(0, -1)) expect(existsSync(path)).toBe(false);
    expect(writer.files).toHaveLength(mono ? channels : 1);
    expect(await faultsOf(writer.files, channels)).toEqual([]);
    expect(writer.frames).toBe(5000);
  });
});

describe('names', () => {
  const part = (path: string, split: boolean, channels: number[] | null, number = 1) =>
    new FileNames(path, split, channels).part(number).map((name) => name.replaceAll('\\', '/'));

  it('tell channels and parts apart, and are in their order', () => {
    expect(part('a/take.wav', false, null)).toEqual(['a/take.wav']);
    expect(part('a/take.wav', false, [0, 3])).toEqual(['a/take-in0.wav', 'a/take-in3.wav']);
    expect(part('take.flac', false, [9, 10])).toEqual(['take-in09.flac', 'take-in10.flac']);
    expect(part('take.wav', true, null, 12)).toEqual(['take-012.wav']);
    expect(part('take.wav', true, null, 1000)).toEqual(['take-1000.wav']);
    expect(part('take', true, [1], 2)).toEqual(['take-in1-002']);
  });

  it('that are taken are found, whichever part it is', async () => {
    const place = (name: string) => {
      writeFileSync(join(scratch, name), '');
      return join(scratch, name);
    };
    const other = ['band-001.flac', 'band-12.wav', 'band-in0-001.wav', 'a band-001.wav', 'band-001-in0.wav'];
    for (const name of other) place(name);
    expect(await new FileNames(join(scratch, 'band.wav'), true, null).taken()).toEqual([]);
    const taken = place('Band-0400.WAV');
    expect(await new FileNames(join(scratch, 'band.wav'), true, null).taken()).toEqual([taken]);
    expect(await new FileNames(join(scratch, 'band.wav'), true, [0, 1]).taken()).toEqual([
      join(scratch, 'band-in0-001.wav'),
    ]);
    expect(await new FileNames(join(scratch, 'none', 'band.wav'), true, null).taken()).toEqual([]);
  });
});
