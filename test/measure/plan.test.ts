import { describe, expect, test } from 'vitest';
import { summaryOf } from '../../dist/measure/combination.js';
import { sizesToTry } from '../../dist/measure/plan.js';

describe('buffer sizes: the preferred one first, then in ascending order', () => {
  test.each<[string, number, number, number, number, number[]]>([
    ['all, where there are few', 64, 320, 128, 64, [128, 64, 192, 256, 320]],
    ['twelve', 10, 120, 10, 10, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]],
    ['powers of two, where there are many', 16, 1000, 480, 1, [480, 16, 32, 64, 128, 256, 512, 1000]],
    [
      'the next ones that are offered',
      48,
      4800,
      480,
      48,
      [480, 48, 96, 144, 288, 528, 1056, 2064, 4128, 4800],
    ],
    ['powers of two alone', 64, 1024, 256, -1, [256, 64, 128, 512, 1024]],
    ['of powers the ends, which are none', 48, 1000, 256, -1, [256, 48, 64, 128, 512, 1000]],
    ['without a step the ends', 64, 1024, 256, 0, [256, 64, 1024]],
    ['with a step of -2 too', 64, 1024, 256, -2, [256, 64, 1024]],
    ['one', 480, 480, 480, 0, [480]],
    ['the preferred, where they are reversed', 1024, 64, 256, 1, [256]],
  ])('%s', (_, min, max, preferred, granularity, expected) => {
    expect(sizesToTry({ min, max, preferred, granularity })).toEqual(expected);
  });
});

test('starts with different latencies have the smallest, and how far they are apart', () => {
  const at = (offset: number) => ({ offset, match: 'exact', isInverted: false }) as const;
  expect(summaryOf([at(512), at(500), at(530)], { input: 256, output: 200 }, 48000)).toEqual({
    frames: 500,
    milliseconds: (1000 * 500) / 48000,
    difference: 44,
    spread: 30,
    starts: [512, 500, 530],
    match: 'exact',
    isInverted: false,
  });
  const similar = [at(5), { ...at(6), match: 'similar', isInverted: true } as const];
  expect(summaryOf(similar, { input: 0, output: 9 }, 48000)).toMatchObject({
    match: 'similar',
    difference: -4,
  });
});
