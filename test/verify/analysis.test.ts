import { describe, expect, test } from 'vitest';
import { dice, each, listen, toCodes } from './support.js';

const both = (fact: object) => [0, 1].map((input) => ({ ...fact, input }));
const near = (value: number, digits = 3) => expect.closeTo(value, digits);

describe('an unaltered loop has no facts', () => {
  test.each([
    ['integer', 16],
    ['integer', 24],
    ['integer', 32],
    ['float', 24],
    ['float', 53],
    ['dsd', 8],
  ] as const)('%s of %i bits', (kind, bits) => {
    const { facts, first, inputs } = listen({ kind, bits });
    expect(facts).toEqual([]);
    expect(first).toBeNull();
    for (const { place } of inputs) expect(place?.offset).toBe(777);
  });

  test.each([0, 1, 9000])('a latency of %i', (delay) => {
    expect(listen({ delay }).inputs[0]?.place?.offset).toBe(delay);
  });

  test('noise before it is not part of it', () => {
    const roll = dice(3);
    const hiss = Float64Array.from({ length: 4000 }, () => (Math.round(roll() * 20) - 10) / 2 ** 23);
    const alter = (played: readonly Float64Array[]) =>
      played.map((values) => Float64Array.of(...hiss, ...values));
    const { facts, inputs } = listen({ alter });
    expect(facts).toEqual([]);
    expect(inputs[0]?.place?.offset).toBe(4777);
  });
});

describe('gain', () => {
  test.each([-6, -0.1, -0.001, 0.1, 3])('of %f dB', (decibels) => {
    const round = toCodes(24);
    const ratio = 10 ** (decibels / 20);
    const { facts } = listen({ alter: each((value) => round(value * ratio)) });
    expect(facts).toEqual(both({ kind: 'gain', ratio: near(ratio, 6), decibels: near(decibels, 5) }));
  });

  test('of 15/16, truncated, as a driver does that keeps a reserve', () => {
    const floor = toCodes(16, Math.floor);
    const { facts } = listen({ bits: 16, alter: each((value) => floor((value * 15) / 16)) });
    expect(facts).toEqual(both({ kind: 'gain', ratio: near(15 / 16, 4), decibels: near(-0.5606, 3) }));
  });

  test('by a full scale that is no power of two: 1/0x7fffffff and back with 0x80000000', () => {
    const { facts } = listen({
      bits: 24,
      alter: each((value) => toCodes(24)((value * 2 ** 23) / (2 ** 23 - 1))),
    });
    expect(facts.map(({ kind }) => kind)).not.toEqual([]);
    expect(facts).not.toContainEqual(expect.objectContaining({ kind: 'resampled' }));
  });

  test('and polarity', () => {
    const round = toCodes(24);
    const { facts } = listen({ alter: each((value) => round(-value / 2)) });
    expect(facts.map(({ kind, input }) => [input, kind])).toEqual([
      [0, 'polarity'],
      [0, 'gain'],
      [1, 'polarity'],
      [1, 'gain'],
    ]);
  });
});

describe('bits', () => {
  test.each([
    [24, 16, Math.floor],
    [24, 16, Math.round],
    [24, 23, Math.floor],
    [32, 24, Math.trunc],
    [32, 16, Math.round],
    [16, 8, Math.floor],
  ])('of %i only %i are left', (bits, kept, round) => {
    const { facts } = listen({ bits, alter: each(toCodes(kept, round)) });
    expect(facts).toEqual(both({ kind: 'bits-lost', kept, lost: bits - kept }));
  });

  test('floats that go through integers of 24 bits', () => {
    const { facts } = listen({ kind: 'float', bits: 24, alter: each(toCodes(24)) });
    expect(facts).toEqual(both({ kind: 'bits-lost', kept: 24, lost: 0 }));
  });

  test.each([
    ['integer', 32],
    ['float', 53],
  ] as const)('%s of %i bits that go through floats', (kind, bits) => {
    const top = kind === 'float' ? 1 : 1 - 2 ** -31;
    const { facts } = listen({ kind, bits, alter: each((value) => Math.min(top, Math.fround(value))) });
    expect(facts).toEqual(both({ kind: 'float', kept: 24 }));
  });
});

describe('noise', () => {
  test.each([16, 24, 32])('dither of one step of %i bits', (bits) => {
    const roll = dice(1);
    const round = toCodes(bits);
    const step = 2 ** (1 - bits);
    const { facts } = listen({ bits, alter: each((value) => round(value + (roll() - roll()) * step)) });
    expect(facts).toEqual(both({ kind: 'noise', bits: 1, decibels: expect.any(Number) }));
  });

  test('of an analog cable, with its gain', () => {
    const roll = dice(2);
    const round = toCodes(24);
    const { facts } = listen({
      alter: each((value) => round(value * 0.9 + (roll() + roll() + roll() - 1.5) * 1e-4)),
    });
    expect(facts).toEqual(
      [0, 1].flatMap((input) => [
        { kind: 'gain', input, ratio: near(0.9, 5), decibels: near(-0.9151, 3) },
        { kind: 'noise', input, bits: expect.any(Number), decibels: near(-86, 0) },
      ]),
    );
  });
});

describe('level', () => {
  test.each([0.5, 0.985, 0.9999])('a limit at %f', (above) => {
    const round = toCodes(24);
    const { facts } = listen({ alter: each((value) => round(Math.min(above, Math.max(-above, value)))) });
    expect(facts).toEqual(both({ kind: 'limiter', above: near(above) }));
  });

  test('a compressor without a knee', () => {
    const round = toCodes(24);
    const { facts } = listen({ alter: each((value) => round(Math.tanh(value))) });
    expect(facts.at(-1)).toMatchObject({ kind: 'limiter', above: null });
  });

  test.each([1, -1, 3, 1000])('a constant of %i steps', (steps) => {
    const round = toCodes(24);
    const { facts } = listen({ alter: each((value) => round(value + steps / 2 ** 23)) });
    expect(facts).toEqual(both({ kind: 'offset', steps, decibels: expect.any(Number) }));
  });
});

describe('channels', () => {
  test('that changed places', () => {
    expect(listen({ channels: 3, alter: ([a, b, c]) => [c, b, a] as Float64Array[] }).facts).toEqual([
      { kind: 'swapped', input: 0, output: 2 },
      { kind: 'swapped', input: 2, output: 0 },
    ]);
  });

  test('that changed places and are quieter', () => {
    const round = toCodes(24);
    const quieter = each((value) => round(value / 4));
    const { facts } = listen({ alter: (played) => quieter([...played].reverse()) });
    expect(facts.map(({ kind, input }) => [input, kind])).toEqual([
      [0, 'swapped'],
      [0, 'gain'],
      [1, 'swapped'],
      [1, 'gain'],
    ]);
  });

  test.each([-20, -60, -90])('of which one leaks into another at %i dB', (decibels) => {
    const round = toCodes(24);
    const gain = 10 ** (decibels / 20);
    const { facts } = listen({
      channels: 3,
      alter: ([a, b, c]) =>
        [a, b, c?.map((value, i) => round(value + gain * (a?.[i] ?? 0)))] as Float64Array[],
    });
    expect(facts).toEqual([{ kind: 'leak', input: 2, output: 0, decibels: near(decibels, 1) }]);
  });

  test('of which one is later', () => {
    const { facts } = listen({
      alter: ([a, b]) =>
        [a, Float64Array.of(...new Float64Array(5), ...(b as Float64Array))] as Float64Array[],
    });
    expect(facts).toEqual([{ kind: 'skew', input: 1, frames: 5 }]);
  });

  test('of which one is silent, and one hears something else', () => {
    const roll = dice(5);
    const { facts } = listen({
      channels: 3,
      alter: ([a, b, c]) => [a, b?.map(() => 0), c?.map(() => roll() - 0.5)] as Float64Array[],
    });
    expect(facts).toEqual([
      { kind: 'nothing', input: 1, silent: true },
      { kind: 'nothing', input: 2, silent: false },
    ]);
  });
});

describe('time', () => {
  const resampled = (position: (index: number) => number) => (played: readonly Float64Array[]) =>
    played.map((values) =>
      values.map((_, i) => {
        const place = position(i);
        const before = Math.floor(place);
        const share = place - before;
        return toCodes(24)((1 - share) * (values[before] ?? 0) + share * (values[before + 1] ?? 0));
      }),
    );

  test.each([
    ['a third of a sample', (i: number) => i + 0.3],
    ['another rate, 100 ppm off', (i: number) => i * 1.0001],
  ])('between samples: %s', (_, position) => {
    const { facts } = listen({ alter: resampled(position) });
    expect(facts).toEqual(both({ kind: 'resampled', correlation: expect.any(Number) }));
  });

  test.each([1, 2, 64, 1000])('%i samples twice, and later as many missing', (by) => {
    const alter = (played: readonly Float64Array[]) =>
      played.map((values) =>
        Float64Array.of(
          ...values.subarray(0, 10_000),
          ...values.subarray(10_000 - by, 20_000),
          ...values.subarray(20_000 + by),
        ),
      );
    const { facts, first } = listen({ alter });
    const at = [
      { frame: 10_000, by },
      { frame: 20_000, by: -by },
    ];
    expect(facts).toEqual(both({ kind: 'slips', count: 2, at }));
    expect(first).toMatchObject({ frame: 10_000, input: 0 });
  });

  test.each([
    ['full', 1000],
    ['peaks', 4500],
    ['quiet', 5500],
    ['lowest', 7500],
  ])('silence of 100 samples in the section %s', (_, frame) => {
    const alter = each((value, i) => (i >= frame && i < frame + 100 ? 0 : value));
    expect(listen({ alter }).facts).toEqual(
      both({ kind: 'dropouts', count: 1, frames: 100, at: [{ frame, frames: 100 }] }),
    );
  });

  test('silence after which samples are missing', () => {
    const alter = (played: readonly Float64Array[]) =>
      played.map((values) =>
        Float64Array.of(...values.subarray(0, 9000), ...new Float64Array(50), ...values.subarray(9200)),
      );
    expect(listen({ alter }).facts.filter(({ input }) => input === 0)).toEqual([
      { kind: 'slips', input: 0, count: 1, at: [{ frame: 9050, by: -150 }] },
      { kind: 'dropouts', input: 0, count: 1, frames: 50, at: [{ frame: 9000, frames: 50 }] },
    ]);
  });

  test('a beginning that is lost', () => {
    const alter = each((value, i) => (i < 500 ? 0 : value));
    const { facts, inputs } = listen({ alter });
    expect(inputs[0]?.place?.offset).toBe(777);
    expect(facts).toEqual(both({ kind: 'dropouts', count: 1, frames: 500, at: [{ frame: 0, frames: 500 }] }));
  });
});

describe('DSD', () => {
  const dsd = { kind: 'dsd', bits: 8 } as const;

  test('turned over', () => {
    expect(listen({ ...dsd, alter: each((byte) => 255 - byte) }).facts).toEqual(both({ kind: 'polarity' }));
  });

  test('one bit that differs', () => {
    const { facts, first } = listen({ ...dsd, alter: each((byte, i) => (i === 5000 ? byte ^ 8 : byte)) });
    expect(facts).toMatchObject(both({ kind: 'different', samples: 1 }));
    expect(first).toMatchObject({ frame: 5000, expected: 0x05, actual: 0x0d });
  });
});

describe('several at once are told one by one', () => {
  type Change = (played: readonly Float64Array[]) => readonly Float64Array[];
  const codes = toCodes(24);
  const slipped: Change = (played) =>
    played.map((values) => Float64Array.of(...values.subarray(0, 30_000), ...values.subarray(29_936)));
  const dropped: Change = each((value, i) => (i % 9000 > 8900 ? 0 : value));
  const quieter: Change = each((value) => codes(value * 0.5));
  const step = 2 ** -23;

  test.each<[string, Change[], string[]]>([
    ['gain, slip', [quieter, slipped], ['slips', 'gain']],
    ['polarity, slip', [each((value) => codes(-value)), slipped], ['slips', 'polarity']],
    ['lost bits, slip', [each(toCodes(16)), slipped], ['slips', 'bits-lost']],
    ['lost bits, dropouts', [each(toCodes(16)), dropped], ['dropouts', 'bits-lost']],
    ['gain, dropouts', [quieter, dropped], ['dropouts', 'gain']],
    ['gain, lost bits', [each((value) => toCodes(16)(value * 0.9))], ['gain', 'bits-lost']],
    ['gain, constant', [each((value) => codes(value * 0.9 + 100 * step))], ['gain', 'offset']],
    ['swapped, slip', [([a, b]) => [b, a] as Float64Array[], slipped], ['swapped', 'slips']],
  ])('%s', (_, changes, kinds) => {
    const alter: Change = (played) => changes.reduce((heard, change) => change(heard), played);
    const { facts } = listen({ length: 60_000, alter });
    const ofFirst = facts.filter(({ input }) => input === 0);
    expect(ofFirst.map(({ kind }) => kind)).toEqual(kinds);
    for (const fact of ofFirst) if (fact.kind === 'slips') expect(fact.at[0]?.by).toBe(64);
  });

  test('a mix of both channels', () => {
    const alter: Change = ([a, b]) => {
      const mix = a?.map((value, i) => codes((value + (b?.[i] as number)) / 2)) as Float64Array;
      return [mix, mix];
    };
    expect(listen({ alter }).facts).toEqual(
      [0, 1].flatMap((input) => [
        { kind: 'leak', input, output: 1 - input, decibels: near(-6.02, 2) },
        { kind: 'gain', input, ratio: near(0.5), decibels: near(-6.02, 2) },
      ]),
    );
  });
});

test('garbage now and then is no noise', () => {
  const roll = dice(9);
  const { facts } = listen({ alter: each((value, i) => (i % 7000 < 50 ? roll() - 0.5 : value)) });
  expect(facts).toMatchObject(both({ kind: 'different' }));
});

test('a buffer that is played twice in the place of the next one is two slips', () => {
  const alter = (played: readonly Float64Array[]) =>
    played.map((values) =>
      values.map((value, i) => (i >= 9000 && i < 9256 ? (values[i - 256] as number) : value)),
    );
  const at = [
    { frame: 9000, by: 256 },
    { frame: 9000, by: -256 },
  ];
  expect(listen({ alter }).facts).toEqual(both({ kind: 'slips', count: 2, at }));
});

test('a single sample that differs is no noise', () => {
  const alter = each((value, i) => (i === 20_000 ? value + 2 ** -10 : value));
  const { facts, first } = listen({ alter });
  expect(facts).toMatchObject(both({ kind: 'different', samples: 1 }));
  expect(first).toMatchObject({ frame: 20_000, input: 0 });
});
