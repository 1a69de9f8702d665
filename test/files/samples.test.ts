import { describe, expect, it } from 'vitest';
import { pack, type SampleWidth, unpack } from '../../dist/files/samples.js';

describe('samples', () => {
  it.each([2, 3, 4] as const)('keeps every bit of samples of %i bytes, in every byte position', (width) => {
    const drop = 32 - 8 * width;
    const codes = [0, 1, -1, 0x12, 0x3456, 0x7fffff, -0x800000, 0x7fffffff, -0x80000000, 0x01020304];
    const channels = [0, 1, 2].map((shift) => Int32Array.from(codes, (code) => (code << shift) << drop));
    const bytes = new Uint8Array(width * codes.length * channels.length);
    pack(channels, 0, codes.length, width, bytes);
    const back = channels.map(() => new Int32Array(codes.length));
    unpack(bytes, width, back, 0, codes.length);
    expect(back).toEqual(channels);
  });

  it('stores little-endian, channel after channel', () => {
    const bytes = new Uint8Array(12);
    pack([Int32Array.of(0x01020300, 0x04050600), Int32Array.of(-0x100, 0x0a0b0c00)], 0, 2, 3, bytes);
    expect([...bytes]).toEqual([3, 2, 1, 0xff, 0xff, 0xff, 6, 5, 4, 0x0c, 0x0b, 0x0a]);
  });

  it('begins where it is told', () => {
    const bytes = new Uint8Array(4);
    pack([Int32Array.of(1, 2, 3, 4).map((value) => value << 16)], 1, 2, 2 as SampleWidth, bytes);
    const back = new Int32Array(5);
    unpack(bytes, 2, [back], 3, 2);
    expect([...back]).toEqual([0, 0, 0, 2 << 16, 3 << 16]);
  });
});
