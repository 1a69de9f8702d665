import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type AudioFile, openAudioFile } from 'bufferswitch/files';
import { describe, expect, it } from 'vitest';
import { chunk, place, plainFormat, riff, scratchDirectory } from './support.js';

const scratch = scratchDirectory();
const stereo16 = chunk('fmt ', plainFormat(1, 2, 16));
const audio = Buffer.from(Array.from({ length: 40 }, (_, i) => i + 1));

function extensible(tail: string, validBits = 24): Buffer {
  const bytes = Buffer.alloc(40);
  plainFormat(0xfffe, 1, 24).copy(bytes);
  bytes.writeUInt16LE(22, 16);
  bytes.writeUInt16LE(validBits, 18);
  bytes.writeUInt16LE(1, 24);
  bytes.write(tail, 26, 'hex');
  return chunk('fmt ', bytes);
}
const pcmTail = '000000001000800000aa00389b71';

async function open(name: string, bytes: Buffer): Promise<AudioFile> {
  const reader = await openAudioFile(place(scratch, name, bytes));
  await reader.close();
  return reader;
}

/** All samples of a 16-bit file. */
async function codes(path: string): Promise<number[][]> {
  const reader = await openAudioFile(path);
  const channels = Array.from({ length: reader.format.channels }, () => new Int32Array(reader.frames ?? 0));
  await reader.read(channels);
  await reader.close();
  return channels.map((words) => [...words].map((word) => word >> 16));
}

describe('what a file may look like', () => {
  it('finds the audio between other chunks, of odd length too', async () => {
    const bytes = riff([
      chunk('LIST', Buffer.alloc(7, 1)),
      stereo16,
      chunk('junk', Buffer.alloc(3)),
      chunk('data', audio),
      chunk('id3 ', Buffer.alloc(5)),
    ]);
    const path = place(scratch, 'chunks.wav', bytes);
    expect(await codes(path)).toEqual([
      Array.from({ length: 10 }, (_, i) => audio.readInt16LE(4 * i)),
      Array.from({ length: 10 }, (_, i) => audio.readInt16LE(4 * i + 2)),
    ]);
  });

  it.each([
    ['0', 0, 0],
    ['0xffffffff', 0xffffffff, 0xffffffff],
    ['what sox puts there', 0x7ffff000, 0x7ffff024],
  ])('reads an unfinished file to its end: size %s', async (name, size, whole) => {
    const bytes = riff([stereo16, chunk('data', audio, size)], 'RIFF', whole);
    const reader = await open(`unfinished-${name}.wav`, bytes);
    expect(reader.frames).toBe(10);
    expect(reader.problem).toMatch(/unfinished/);
  });

  it('takes an empty file for empty', async () => {
    const reader = await open(
      'empty.wav',
      riff([stereo16, chunk('data', Buffer.alloc(0)), chunk('LIST', audio)]),
    );
    expect(reader).toMatchObject({ frames: 0, problem: null });
  });

  it('reads what is there of a truncated file, and says so', async () => {
    const whole = riff([stereo16, chunk('data', audio)]);
    const reader = await open('truncated.wav', whole.subarray(0, whole.length - 10));
    expect(reader.frames).toBe(7);
    expect(reader.problem).toBe('truncated: 7 of 10 frames are there');
  });

  it('leaves out half a frame at the end, and says so', async () => {
    const reader = await open('half.wav', riff([stereo16, chunk('data', audio.subarray(0, 38))]));
    expect(reader.frames).toBe(9);
    expect(reader.problem).toMatch(/last frame has 2 of 4 bytes/);
  });

  it('understands the 64-bit size of RF64', async () => {
    const sizes = Buffer.alloc(28);
    sizes.writeBigUInt64LE(5_000_000_000n, 8);
    const bytes = riff(
      [chunk('ds64', sizes), stereo16, chunk('data', audio, 0xffffffff)],
      'RF64',
      0xffffffff,
    );
    expect((await open('rf64.wav', bytes)).problem).toBe('truncated: 10 of 1250000000 frames are there');
  });

  it('takes the valid bits from an extensible format', async () => {
    const reader = await open(
      'valid.wav',
      riff([extensible(pcmTail, 20), chunk('data', audio.subarray(0, 6))]),
    );
    expect(reader.format).toMatchObject({ encoding: 'int24', validBits: 20 });
  });
});

describe('what is refused', () => {
  const data = chunk('data', audio);
  it.each<[string, Buffer, RegExp]>([
    ['nothing', Buffer.alloc(0), /it is empty/],
    ['text', Buffer.from('This is not a WAV file, whatever its name says.'), /not an audio file/],
    ['RIFF without WAVE', chunk('RIFF', Buffer.from('AVI LIST')), /kind "AVI ", which is not WAVE/],
    ['big-endian', riff([stereo16, data], 'RIFX'), /big-endian/],
    ['Ogg', Buffer.from('OggS and sixteen more bytes'), /an Ogg file; convert it/],
    ['40 bits', riff([chunk('fmt ', plainFormat(1, 2, 40)), data]), /40-bit integer is not supported; supp/],
    ['16-bit float', riff([chunk('fmt ', plainFormat(3, 2, 16)), data]), /16-bit float is not supported/],
    ['ADPCM', riff([chunk('fmt ', plainFormat(2, 2, 4)), data]), /MS ADPCM/],
    ['MP3', riff([chunk('fmt ', plainFormat(0x55, 2, 16)), data]), /MP3/],
    ['unheard-of', riff([chunk('fmt ', plainFormat(0x1234, 2, 16)), data]), /0x1234/],
    ['another sub-format', riff([extensible('ff'.repeat(14)), data]), /sub-format/],
    ['no channels', riff([chunk('fmt ', plainFormat(1, 0, 16)), data]), /it has 0 channels/],
    [
      '60000 channels',
      riff([chunk('fmt ', plainFormat(1, 60000, 16)), data]),
      /60000 channels is out of range/,
    ],
    ['rate 0', riff([chunk('fmt ', plainFormat(1, 2, 16, 0)), data]), /0 Hz is out of range/],
    [
      'wrong frame size',
      riff([chunk('fmt ', plainFormat(1, 2, 16).fill(7, 12, 13)), data]),
      /do not make frames of/,
    ],
    ['short fmt', riff([chunk('fmt ', Buffer.alloc(10)), data]), /fmt chunk has 10 bytes/],
    ['no fmt', riff([data]), /audio comes before its description/],
    ['no data', riff([stereo16]), /no audio/],
    ['no chunk at all', riff([]), /no fmt chunk/],
    [
      'only tiny chunks',
      riff(Array.from({ length: 20_000 }, () => chunk('tiny', Buffer.alloc(0)))),
      /no fmt chunk/,
    ],
  ])('%s', async (name, bytes, message) => {
    const path = place(scratch, `${name}.wav`, bytes);
    await expect(openAudioFile(path)).rejects.toMatchObject({
      code: 'FILE_FORMAT',
      message: expect.stringMatching(message),
    });
    await expect(openAudioFile(path)).rejects.toThrow(path);
  });

  it('a directory', async () => {
    const path = join(scratch, 'directory.wav');
    mkdirSync(path);
    await expect(openAudioFile(path)).rejects.toThrow();
  });

  it('arrays that do not fit the file', async () => {
    const reader = await openAudioFile(place(scratch, 'two.wav', riff([stereo16, data])));
    await expect(reader.read([new Int32Array(1)])).rejects.toThrow(TypeError);
    await reader.close();
  });
});

it.each([0, 60])('an RF64 file that was left with sizes of %i and 0 is read to its end', async (riffSize) => {
  const sizes = Buffer.alloc(28);
  sizes.writeBigUInt64LE(BigInt(riffSize), 0);
  const bytes = riff([chunk('ds64', sizes), stereo16, chunk('data', audio, 0xffffffff)], 'RF64', 0xffffffff);
  const reader = await open(`left-${riffSize}.wav`, bytes);
  expect([reader.frames, reader.problem]).toEqual([
    10,
    'unfinished: its length is unknown, 10 frames are there',
  ]);
});
