/** Blocks of changing length, which no program at hand makes: they say with which frame they begin, not which they are. */
import { openAudioFile } from 'bufferswitch/files';
import { expect, it } from 'vitest';
import { crc8, crc16 } from '../../dist/files/flac/crc.js';
import { FrameEncoder } from '../../dist/files/flac/frame-encoder.js';
import { randomFrom } from '../helpers/random.js';
import { integers } from './material.js';

const frames = 200_000;
const samples = integers(16, 2, frames);
const channels = [0, 1].map((channel) =>
  samples.filter((_, i) => i % 2 === channel).map((word) => word >> 16),
);

/** The block that was coded as number `first`, with the mark of blocks that are counted in frames. */
function marked(coded: Uint8Array): Buffer {
  const block = Buffer.from(coded);
  block[1] = (block[1] as number) | 1;
  const ones = Math.clz32((~(block[4] as number) & 0xff) << 24);
  const head = 4 + Math.max(1, ones) + 2;
  block[head] = crc8(block, 0, head);
  block.writeUInt16BE(crc16(block, 0, block.length - 2), block.length - 2);
  return block;
}

/** `before`: frames of the stream that were cut off. */
function flac(before: number): Buffer {
  const info = Buffer.alloc(42);
  info.write('fLaC\x80\0\0\x22', 'latin1');
  info.writeUInt16BE(16, 8);
  info.writeUInt16BE(4096, 10);
  info.writeUInt32BE((48000 << 12) | (1 << 9) | (15 << 4), 18);
  info.writeUInt32BE(frames, 22);
  const encoder = new FrameEncoder(16, 48000);
  const random = randomFrom(5);
  const blocks: Buffer[] = [info];
  for (let first = 0, size = 0; first < frames; first += size) {
    size = Math.min(frames - first, 16 + Math.floor(random() * 4080));
    const part = channels.map((channel) => channel.subarray(first, first + size));
    blocks.push(marked(encoder.encode(part, size, before + first)));
  }
  return Buffer.concat(blocks);
}

it.each([0, 1_000_000])('are read and sought in, with %i frames cut off before them', async (before) => {
  await using file = await openAudioFile(flac(before));
  const whole = [new Int32Array(frames), new Int32Array(frames)];
  expect(await file.read(whole)).toBe(frames);
  const expected = channels.map((channel) => channel.map((code) => code << 16));
  expect(whole).toEqual(expected);
  const random = randomFrom(6);
  for (let n = 0; n < 50; n++) {
    const place = Math.floor(random() * (frames - 500));
    await file.seek(place);
    const part = [new Int32Array(500), new Int32Array(500)];
    await file.read(part);
    expect(part).toEqual(expected.map((channel) => channel.subarray(place, place + 500)));
  }
});
