import { describe, expect, test } from 'vitest';
import { sampleTypes } from '../../dist/testing/sample-types.js';
import { codecOf } from '../../dist/verify/codec.js';
import { Pattern } from '../../dist/verify/pattern.js';

describe('a codec', () => {
  test.each<[string, number, number[]]>([
    ['int16lsb', -2, [0xfe, 0xff]],
    ['int16msb', 0x1234, [0x12, 0x34]],
    ['int24lsb', -2, [0xfe, 0xff, 0xff]],
    ['int24msb', 0x123456, [0x12, 0x34, 0x56]],
    ['int32lsb', -(2 ** 31), [0, 0, 0, 0x80]],
    ['int32msb', 0x12345678, [0x12, 0x34, 0x56, 0x78]],
    ['int32lsb18', -2, [0xfe, 0xff, 0xff, 0xff]],
    ['int32msb20', 0x12345, [0, 0x01, 0x23, 0x45]],
    ['int32lsb24', 2 ** 23 - 1, [0xff, 0xff, 0x7f, 0]],
  ])('%s has %i as the protocol has it', (type, code, bytes) => {
    const codec = codecOf(type);
    const values = Float64Array.of(code / 2 ** (codec.bits - 1));
    const written = new Uint8Array(codec.bytes);
    codec.write(values, written, 1);
    expect([...written]).toEqual(bytes);
    const read = new Float64Array(1);
    codec.read(written, read, 1);
    expect(read).toEqual(values);
  });

  test.each([
    ['float32lsb', [0, 0, 0, 0xbf]],
    ['float32msb', [0xbf, 0, 0, 0]],
    ['float64lsb', [0, 0, 0, 0, 0, 0, 0xe0, 0xbf]],
    ['float64msb', [0xbf, 0xe0, 0, 0, 0, 0, 0, 0]],
  ])('%s has -0.5 as IEEE 754 has it', (type, bytes) => {
    const codec = codecOf(type);
    const written = new Uint8Array(codec.bytes);
    codec.write(Float64Array.of(-0.5), written, 1);
    expect([...written]).toEqual(bytes);
  });

  test('does not look at what lies above the bits of a sample', () => {
    const read = new Float64Array(1);
    codecOf('int32lsb18').read(Uint8Array.of(0xff, 0xff, 0xa9, 0x55), read, 1);
    expect(read[0]).toBe(0x1ffff / 2 ** 17);
    codecOf('int32lsb18').read(Uint8Array.of(0xff, 0xff, 0xab, 0x55), read, 1);
    expect(read[0]).toBe(-1 / 2 ** 17);
  });

  test('has the first sample of a byte in its highest bit, whichever way the driver has it', () => {
    const read = new Float64Array(1);
    codecOf('dsdint8lsb1').read(Uint8Array.of(0b0000_0001), read, 1);
    expect(read[0]).toBe(0b1000_0000);
    codecOf('dsdint8msb1').read(Uint8Array.of(0b1000_0000), read, 1);
    expect(read[0]).toBe(0b1000_0000);
  });

  test('is refused for what is no sample type', () => {
    expect(() => codecOf('int8lsb')).toThrow(/int8lsb/);
  });

  test.each(sampleTypes)('%s carries the pattern that is made for it, every bit', (type) => {
    const codec = codecOf(type);
    const values = new Pattern(codec, 3).values(0, 8192);
    const bytes = new Uint8Array(8192 * codec.bytes);
    codec.write(values, bytes, 8192);
    const read = new Float64Array(8192);
    codec.read(bytes, read, 8192);
    expect(read).toEqual(values);
  });
});

describe('a pattern', () => {
  const kinds = [
    ['integer', 16],
    ['integer', 24],
    ['integer', 32],
    ['float', 24],
    ['float', 53],
  ] as const;

  test.each(kinds)('of %s, %i bits has both ends of the scale, and each bit both ways', (kind, bits) => {
    const values = new Pattern({ kind, bits }, 0).values(0, 16_384);
    const step = 2 ** (1 - bits);
    expect(Math.max(...values)).toBe(1 - step);
    expect(Math.min(...values)).toBe(-1);
    for (let bit = 0; bit < bits; bit++) {
      const unit = step * 2 ** bit;
      const odd = values.subarray(0, 4096).filter((value) => Math.floor(value / unit) % 2 !== 0).length;
      expect(odd / 4096, `bit ${bit}`).toBeCloseTo(0.5, 1);
    }
  });

  test.each(kinds)(
    'of %s, %i bits goes up and down at the peaks, and by one step at the lowest',
    (kind, bits) => {
      const pattern = new Pattern({ kind, bits }, 1);
      const peaks = pattern.values(4096, 1024);
      peaks.forEach((value, i) => {
        expect(i % 2 === 0 ? value : -value).toBeGreaterThan(0.992);
      });
      const lowest = new Set(pattern.values(7168, 1024).map((value) => value / pattern.step));
      expect([...lowest].sort()).toEqual([-1, 1]);
    },
  );

  test('is another one in each channel, and the same from wherever it is asked for', () => {
    const a = new Pattern({ kind: 'integer', bits: 24 }, 0);
    const b = new Pattern({ kind: 'integer', bits: 24 }, 1);
    const values = a.values(0, 20_000);
    expect(a.values(12_345, 100)).toEqual(values.slice(12_345, 12_445));
    expect(a.values(-10, 20)).toEqual(Float64Array.of(...new Float64Array(10), ...values.subarray(0, 10)));
    const same = b.values(0, 4096).filter((value, i) => value === values[i]);
    expect(same.length).toBeLessThan(3);
  });

  test('of DSD has the marks of DSD over PCM in turns', () => {
    const bytes = new Pattern({ kind: 'dsd', bits: 8 }, 0).values(0, 1000);
    expect([...bytes.filter((_, i) => i % 2 === 0)].slice(0, 4)).toEqual([0x05, 0xfa, 0x05, 0xfa]);
    expect(new Set(bytes.filter((_, i) => i % 2 === 1)).size).toBeGreaterThan(200);
  });
});
