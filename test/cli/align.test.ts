import { describe, expect, it } from 'vitest';
import type { Reference } from '../../dist/cli/align.js';
import { Aligner } from '../../dist/cli/aligner.js';
import { Comparison } from '../../dist/cli/compare.js';
import { correlate } from '../../dist/verify/correlate.js';
import { testWords } from '../files/support.js';

const noise = testWords('int24', 3000, 7);

function reference(start: number, words = noise): Reference {
  return { start, frames: words.length, channels: [words], float: false };
}

/** Feeds a capture in pieces of an odd size and tells what was found. */
function align(capture: Int32Array, start: number, window: number) {
  const aligner = new Aligner(reference(start), window);
  for (let at = 0; at < capture.length && !aligner.settled; at += 257) {
    const piece = capture.slice(at, at + 257);
    aligner.add([piece], piece.length);
  }
  aligner.finish();
  return aligner;
}

function captureOf(words: Int32Array, offset: number, length = 20_000): Int32Array {
  const capture = new Int32Array(length);
  capture.set(words, offset);
  return capture;
}

describe('alignment', () => {
  it.each([0, 1, 512, 8191])('finds a copy %i frames later', (latency) => {
    const { alignment } = align(captureOf(noise, latency + 100), 100, 9000);
    expect(alignment).toMatchObject({ offset: latency, kind: 'exact' });
  });

  it('finds a copy among noise that came before it', () => {
    const capture = captureOf(noise, 5000).map((word, i) => (i < 5000 ? ((i * 7919) % 1000) << 8 : word));
    expect(align(capture, 0, 9000).alignment).toMatchObject({ offset: 5000, kind: 'exact' });
  });

  it('finds a quieter copy, upside down and spoilt', () => {
    const spoilt = noise.map((word, i) => Math.trunc(word * -0.25) + (i % 13) * 1000);
    const { alignment } = align(captureOf(spoilt, 777), 0, 9000);
    expect(alignment).toMatchObject({ offset: 777, kind: 'similar' });
    expect(alignment?.gain).toBeCloseTo(0.25, 2);
    expect(alignment?.correlation).toBeLessThan(-0.99);
  });

  it.each([
    ['silence', new Int32Array(20_000)],
    ['something else', testWords('int24', 20_000, 99)],
    ['a copy that comes too late', captureOf(noise, 12_100)],
  ])('does not take %s for it', (_, capture) => {
    const aligner = align(capture, 0, 9000);
    expect(aligner.settled).toBe(true);
    expect(aligner.alignment).toBeNull();
  });

  it('does not keep the silence before the first sound', () => {
    const aligner = align(captureOf(noise, 15_000), 14_000, 9000);
    expect(aligner.alignment?.offset).toBe(1000);
    expect(aligner.skipped).toBe(15_000);
    expect(aligner.kept.frames).toBeLessThan(noise.length + 257);
  });
});

describe('correlation', () => {
  it.each([
    [1000, 300],
    [1024, 1],
    [700, 700],
  ])('of %i samples with %i agrees with its definition', (length, part) => {
    const signal = Float64Array.from(testWords('int32', length, 3), (word) => word / 2 ** 31);
    const shape = Float64Array.from(testWords('int32', part, 4), (word) => word / 2 ** 31);
    const result = correlate(signal, shape);
    expect(result).toHaveLength(length - part + 1);
    for (let at = 0; at <= length - part; at += 37) {
      expect(result[at]).toBeCloseTo(
        shape.reduce((sum, value, i) => sum + value * (signal[at + i] as number), 0),
        9,
      );
    }
  });
});

describe('comparison', () => {
  const format = { encoding: 'int24', channels: 2, sampleRate: 48000 } as const;

  it('counts samples and names the first', () => {
    const comparison = new Comparison(format);
    const left = Int32Array.from([1, 2, 3, 4], (code) => code << 8);
    const right = Int32Array.from([-1, -2, -3, -4], (code) => code << 8);
    comparison.add([left, right], [left, right], 0, 4);
    expect(comparison).toMatchObject({ frames: 4, samples: 8, different: 0, first: null });
    const wrong = right.slice();
    wrong[2] = 5 << 8;
    const worse = left.slice().fill(0, 3);
    comparison.add([left, right], [worse, wrong], 0, 4);
    expect(comparison).toMatchObject({ frames: 8, different: 2, largest: 8 });
    expect(comparison.first).toEqual({
      frame: 6,
      channel: 1,
      expected: -3,
      actual: 5,
      bits: ['fffffd00', '00000500'],
    });
  });

  it('tells floats apart by their bits', () => {
    const comparison = new Comparison({ encoding: 'float32', channels: 1 });
    const bits = Int32Array.of(0x7fc00000, 0, 0x3f800000);
    comparison.add([bits], [Int32Array.of(0x7fc00001, -0x80000000, 0x3f800000)], 0, 3);
    expect(comparison).toMatchObject({ different: 2, first: { bits: ['7fc00000', '7fc00001'] } });
  });
});
