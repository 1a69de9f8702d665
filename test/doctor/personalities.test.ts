/** Every personality of the virtual driver is found out, or said why not; and nothing is found of one that behaves. */
import { type DoctorReport, doctor } from 'bufferswitch/doctor';
import { describe, expect, test } from 'vitest';
import { native } from '../../dist/native.js';
import { sampleTypes } from '../../dist/testing/sample-types.js';
import { elsewhere, plays } from '../personalities/expected.js';
import { found, nothing } from './expected.js';
import { examineHere, pool } from './support.js';

const limit = 300_000; // each waits for those before it

/** Long enough for a busy machine to start a process in, and for what takes a second. */
const timeLimit = process.platform === 'win32' ? 6000 : 3000;

const names = [...new Set([...Object.keys(plays), ...Object.values(elsewhere).flat()])];
const isAlone = (name: string) => found[name]?.alone === true;

function settingsOf(name: string) {
  const own = native.personalities.find((personality) => personality.name === name)?.settings ?? '';
  const clock = own.includes('clock=') ? {} : { clock: 'step' };
  // In real time each rate takes a while, and longer where it looks wrong.
  const isLong = own.includes('clock=realtime') && !name.startsWith('rate-');
  return { personality: name, ...clock, ...(isLong && { rates: '44100,48000' }), ...found[name]?.settings };
}

const inProcesses = pool(names.filter(isAlone), 1, (name) =>
  doctor(`built-in:loopback:${name}`, { settings: settingsOf(name), duration: 0.3, timeLimit }),
);

/** One driver at a time is examined in a process. */
const plain: Readonly<Record<string, Record<string, string | number>>> = {
  ...Object.fromEntries(sampleTypes.map((type) => [type, { type, clock: 'step' }])),
  'in real time': {},
  'free-running': { clock: 'freerun' },
  'in a rush': { clock: 'rush' },
  'with 64 channels': { inputs: 64, outputs: 64, clock: 'step' },
  'with one input': { inputs: 1, outputs: 0, clock: 'step' },
  'with one output': { inputs: 0, outputs: 1, clock: 'step' },
  'with one rate': { rates: '96000', rate: 96000, clock: 'step' },
  'with one size': { minBuffer: 480, maxBuffer: 480, preferredBuffer: 480, clock: 'step' },
  'with powers of two': { minBuffer: 32, maxBuffer: 1024, granularity: -1, clock: 'step' },
  'at a cable': { cable: `doctor ${process.pid}` },
  'with a clock that drifts': { drift: 300 },
};

type Job = { readonly name: string; readonly work: () => Promise<DoctorReport> };
const jobs: readonly Job[] = [
  ...names
    .filter((name) => !isAlone(name))
    .map((name) => ({
      name,
      work: () => examineHere({ settings: settingsOf(name), duration: found[name]?.duration ?? 0.3 }),
    })),
  ...Object.entries(plain).map(([name, settings]) => ({
    name: `plain ${name}`,
    work: () => examineHere({ settings }),
  })),
];
const here = pool(
  jobs.map(({ name }) => name),
  1,
  (name) => (jobs.find((job) => job.name === name) as Job).work(),
);

const reportOf = (name: string) =>
  (isAlone(name) ? inProcesses.get(name) : here.get(name)) as Promise<DoctorReport>;
const rulesIn = ({ findings }: DoctorReport) => findings.map(({ rule }) => rule);

test('every personality has its place in the table', () => {
  const placed = [found, nothing].flatMap((table) => Object.keys(table));
  expect([...placed].sort()).toEqual([...names].sort());
});

describe('a personality that breaks a rule, or does what hosts stumble over, is found', () => {
  test.each(Object.entries(found))(
    '%s',
    async (name, { finding }) => {
      const report = await reportOf(name);
      expect(rulesIn(report)).toContain(finding);
      const breaks = report.findings.some(({ severity }) => severity === 'breaks');
      expect(report.verdict === 'healthy').toBe(!breaks);
    },
    limit,
  );
});

describe('nothing is found of one that does what it may', () => {
  test.each(Object.keys(nothing))(
    '%s',
    async (name) => {
      const report = await reportOf(name);
      expect(report).toMatchObject({ findings: [], verdict: 'healthy', end: null });
    },
    limit,
  );
});

test(
  'bursts: the report has its intervals',
  async () => {
    const { jitter } = await reportOf('bursts');
    expect(jitter?.intervals).toBeGreaterThan(50);
  },
  limit,
);

describe('nothing is found of the virtual driver as it is', () => {
  test.each(Object.keys(plain))(
    '%s',
    async (name) => {
      const report = await reportOf(`plain ${name}`);
      expect(report).toMatchObject({ findings: [], verdict: 'healthy', end: null });
      expect(report.checked).toBeGreaterThan(90);
    },
    limit,
  );
});

test(
  'in real time its rate and its jitter are measured',
  async () => {
    const { rate, jitter, calls } = await reportOf('plain in real time');
    expect(rate).toMatchObject({ said: 48000, byArrival: expect.anything(), byPositions: expect.anything() });
    expect(jitter?.nominal).toBeCloseTo(256 / 48, 3);
    expect(jitter?.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(jitter?.intervals);
    const counted = calls.map(({ call }) => call);
    for (const call of ['init', 'createBuffers', 'start', 'stop', 'disposeBuffers', 'release'])
      expect(counted).toContain(call);
  },
  limit,
);

test(
  'what ends the process or never returns is told with the call that was under way',
  async () => {
    const during = async (name: string) => (await reportOf(name)).end;
    expect(await during('init-exits')).toMatchObject({ kind: 'exits', during: 'init' });
    expect(await during('init-crashes')).toMatchObject({ kind: 'crashes', during: 'init' });
    expect(await during('release-crashes')).toMatchObject({ kind: 'crashes', during: 'release' });
    expect(await during('create-hangs')).toMatchObject({ kind: 'hangs', during: 'createBuffers' });
    expect(await during('stop-hangs')).toMatchObject({ kind: 'hangs', during: 'stop' });
    const stuck = await reportOf('stop-hangs');
    expect(stuck.checked).toBeGreaterThan(50);
    expect(stuck.notChecked.map(({ why }) => why)).toContain('the examination ended before, in stop');
    expect((await reportOf('init-hangs')).verdict).toBe('unusable');
    expect(stuck.verdict).toBe('breaks rules');
  },
  limit,
);
