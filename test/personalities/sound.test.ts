import { type Fact, verify } from 'bufferswitch/verify';
import { expect, test } from 'vitest';
import { openPersonality } from './support.js';

const near = (value: number, digits: number) => expect.closeTo(value, digits);
const anyNumber = expect.any(Number);

/** Of each input with that number; of both without. */
const facts = (fact: object, ...inputs: number[]) =>
  (inputs.length === 0 ? [0, 1] : inputs).map((input) => ({ ...fact, input }));

/** What `verify` says, and nothing else. Positions are those of what was played: so much later it comes back. */
const found: Record<string, readonly object[]> = {
  'sound-quieter': facts({ kind: 'gain', ratio: near(10 ** (-0.1 / 20), 6), decibels: near(-0.1, 6) }),
  'sound-inverted': facts({ kind: 'polarity' }),
  'sound-swapped': [
    { kind: 'swapped', input: 0, output: 1 },
    { kind: 'swapped', input: 1, output: 0 },
  ],
  'sound-dithered': facts({ kind: 'noise', bits: 1, decibels: near(-192.6, 1) }),
  'sound-16-bits': facts({ kind: 'bits-lost', kept: 16, lost: 16 }),
  'sound-float': facts({ kind: 'float', kept: 24 }),
  'sound-limited': facts({ kind: 'limiter', above: near(0.985, 3) }),
  'sound-resampled': facts({ kind: 'resampled', correlation: anyNumber }),
  'sound-slips': facts({
    kind: 'slips',
    count: 4,
    at: [5002, 10_005, 15_008, 20_011].map((at, i) => {
      const by = i % 2 === 0 ? 1 : -1;
      return { frame: at - 512 - (by < 0 ? 1 : 0), by };
    }),
  }),
  'sound-drops': facts({
    kind: 'dropouts',
    count: 6,
    frames: 600,
    at: [3900, 7901, 11_902, 15_903, 19_904, 23_905].map((at) => ({ frame: at - 512, frames: 100 })),
  }),
  'sound-offset': facts({ kind: 'offset', steps: 3, decibels: near(-177.1, 1) }),
  'sound-leaks': facts({ kind: 'leak', output: 0, decibels: near(-60, 2) }, 1),
};

test.each(Object.entries(found))('%s: it is named, and nothing else is', async (personality, expected) => {
  await using device = await openPersonality(personality, { clock: 'freerun' });
  const report = await verify(device, { duration: 0.5 });
  expect(report.facts).toEqual(expected);
  expect(report.verdict).toBe('altered');
});

/** What such an alteration is to a driver of another type. None where it has nothing to alter. */
const otherTypes: [string, string, Fact['kind'] | null][] = [
  ['sound-quieter', 'int16msb', 'gain'],
  ['sound-inverted', 'float32lsb', 'polarity'],
  ['sound-inverted', 'dsdint8msb1', 'polarity'],
  ['sound-swapped', 'dsdint8ner8', 'swapped'],
  ['sound-dithered', 'int24lsb', 'noise'],
  ['sound-16-bits', 'int32msb18', 'bits-lost'],
  ['sound-16-bits', 'int16lsb', null],
  ['sound-float', 'float64lsb', 'float'],
  ['sound-float', 'int24lsb', null],
  ['sound-limited', 'float64msb', 'limiter'],
  ['sound-resampled', 'int32lsb20', 'resampled'],
  ['sound-slips', 'dsdint8lsb1', 'slips'],
  ['sound-drops', 'dsdint8msb1', 'dropouts'],
  ['sound-offset', 'float32msb', 'offset'],
  ['sound-leaks', 'int16lsb', 'leak'],
];

test.each(otherTypes)('%s, %s: %s', async (personality, type, kind) => {
  await using device = await openPersonality(personality, { clock: 'freerun', type });
  const report = await verify(device, { duration: type.startsWith('dsd') ? 0.1 : 0.5 });
  const kinds = new Set(report.facts.map((fact) => fact.kind));
  expect([...kinds]).toEqual(kind === null ? [] : [kind]);
  expect(report.verdict).toBe(kind === null ? 'bit-perfect' : 'altered');
});

test('dirty-high-bits: they are none of the sample', async () => {
  await using device = await openPersonality('dirty-high-bits', { clock: 'freerun' });
  expect(await verify(device, { duration: 0.5 })).toMatchObject({ verdict: 'bit-perfect', validBits: 24 });
});

test('not-numbers: something else comes back', async () => {
  await using device = await openPersonality('not-numbers', { clock: 'freerun' });
  expect(await verify(device, { duration: 0.5 })).toMatchObject({
    verdict: 'nothing',
    facts: facts({ kind: 'nothing', silent: false }),
    latency: { measured: null },
  });
});

test('mixed-types: what the narrowest of them carries comes back', async () => {
  await using device = await openPersonality('mixed-types', { clock: 'freerun' });
  expect(await verify(device, { duration: 0.5 })).toMatchObject({
    verdict: 'bit-perfect',
    validBits: 24,
    sampleType: 'int32lsb, float32lsb, int32msb, int32lsb24',
  });
});
