/** Loops of arrays: what is played is altered by a function and listened to, without a driver. */
import { describe, expect, test } from 'vitest';
import { Detector } from '../../dist/measure/detector.js';
import { Noise, noisePeak } from '../../dist/measure/noise.js';
import { dice } from '../verify/support.js';

const noise = new Noise();
const window = 20_000;

interface Wire {
  /** The frame of the noise that is played first. */
  readonly begin?: number;
  readonly delay?: number;
  readonly change?: (value: number, index: number) => number;
  /** Frames at the beginning that do not come in at all. */
  readonly muted?: number;
}

function listen({ begin = 0, delay = 777, change = (value) => value, muted = 0 }: Wire) {
  const heard = new Float64Array(window + 10_000);
  heard.set(noise.values(begin, heard.length - delay), delay);
  heard.fill(0, 0, muted);
  const altered = heard.map(change);
  const detector = new Detector(noise, begin, window);
  let at = 0;
  for (; at < altered.length && !detector.isDone; at += 1000) detector.add(altered.subarray(at, at + 1000));
  return { found: detector.finish(), listened: at };
}

test('the noise is below -18 dB, and the same each time', () => {
  const values = noise.values(0, 100_000);
  expect(values.every((value) => value >= -noisePeak && value < noisePeak)).toBe(true);
  expect(Math.max(...values.subarray(0, 50_000))).toBeGreaterThan(0.99 * noisePeak);
  expect(new Noise().values(5000, 100)).toEqual(values.slice(5000, 5100));
  expect(values.every((value) => Number.isInteger(value * 2 ** 15))).toBe(true);
});

describe('what is unaltered is found by every sample, as soon as it is there', () => {
  test.each<[string, Wire]>([
    ['at the beginning', {}],
    ['after starts before', { begin: 123_456 }],
    ['with no delay', { delay: 0 }],
    ['very late', { delay: window - 1 }],
    ['although its beginning is not heard', { muted: 9000 }],
  ])('%s', (_, wire) => {
    const { found, listened } = listen(wire);
    const offset = wire.delay ?? 777;
    expect(found).toEqual({ offset, match: 'exact', isInverted: false });
    expect(listened).toBeLessThanOrEqual(Math.max(offset, wire.muted ?? 0) + 3000);
  });
});

describe('what is altered is found by its shape', () => {
  const roll = dice(7);
  test.each<[string, (value: number) => number, boolean]>([
    ['upside down', (value) => -value * 0.9, true],
    ['60 dB quieter', (value) => value * 0.001, false],
    ['under noise of the same level', (value) => value + 0.25 * (roll() - 0.5), false],
    ['under noise that is 10 dB louder', (value) => value + 0.8 * (roll() - 0.5), false],
    ['upside down, quiet and noisy', (value) => -value * 0.01 + 0.002 * (roll() - 0.5), true],
    ['beside a constant', (value) => value + 0.5, false],
    ['clipped', (value) => Math.max(-0.05, Math.min(0.05, value)), false],
    ['with things that are no numbers', (value) => (roll() < 0.01 ? Number.NaN : value * 0.5), false],
  ])('%s', (_, change, isInverted) => {
    expect(listen({ change }).found).toEqual({ offset: 777, match: 'similar', isInverted });
    expect(listen({ begin: 50_000, delay: 15_000, change }).found).toMatchObject({ offset: 15_000 });
  });

  test('through a filter, within a frame of where its energy is', () => {
    let before = 0;
    const change = (value: number) => {
      before += 0.3 * (value - before);
      return before;
    };
    expect(listen({ change }).found?.offset).toBe(777);
  });
});

describe('what is not the noise is not found', () => {
  const roll = dice(3);
  test.each<[string, (value: number, index: number) => number]>([
    ['silence', () => 0],
    ['a constant', () => 0.25],
    ['other noise', () => roll() - 0.5],
    ['hum', (_, index) => 0.5 * Math.sin(index / 150)],
    ['clicks', (_, index) => (index % 997 === 0 ? 1 : 0)],
  ])('%s', (_, change) => {
    const { found, listened } = listen({ change });
    expect(found).toBeNull();
    expect(listened).toBeGreaterThan(window);
  });

  test('nor is what comes later than is waited for', () => {
    expect(listen({ delay: window + 9500 }).found).toBeNull();
  });
});
