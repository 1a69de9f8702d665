import { probe } from 'bufferswitch';
import { expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { freshId } from './support.js';

const isWindows = process.platform === 'win32';

test('a driver that is fine tells what it can', async () => {
  const { driver, facts, failure: problem } = await probe('built-in:loopback');
  expect(problem).toBeNull();
  expect(driver.id).toBe('built-in:loopback');
  expect(facts).toMatchObject({ version: 1, sampleRate: 48000, capabilities: { timeInfo: true } });
  expect(facts?.supportedSampleRates).toContain(96000);
}, 60_000);

test.each([
  ['init-exits', 'exited', 'load', 3],
  ['init-crashes', 'crashed', 'load', isWindows ? 0xc0000005 : null],
  ['release-crashes', 'crashed', 'release', isWindows ? 0xc0000005 : null],
])(
  '%s: the result says how it ended, and this process goes on',
  async (personality, kind, during, exitCode) => {
    const { facts, failure: problem } = await probe(freshId(), {
      settings: { personality },
      timeLimit: 50_000,
    });
    expect(problem).toMatchObject({ kind, during, exitCode, code: null });
    if (kind === 'crashed' && !isWindows) expect(problem?.signal).toMatch(/^SIG(SEGV|BUS|ILL)$/);
    expect(facts === null).toBe(during === 'load');
  },
  60_000,
);

test('a driver that does not start up is refused, with its words', async () => {
  const settings = { personality: 'init-with-long-words' };
  const { failure: problem } = await probe(freshId(), { settings });
  expect(problem).toMatchObject({ kind: 'refused', code: 'DRIVER_INIT_FAILED', during: null });
  expect(problem?.message).toMatch(/wwww/);
}, 60_000);

test('a driver that hangs is given up', async () => {
  const { failure: problem } = await probe(freshId(), {
    settings: { personality: 'init-hangs' },
    timeLimit: 4000,
  });
  expect(problem).toMatchObject({ kind: 'timeout' });
}, 60_000);

test('a driver that is not there, and a probe that is given up, are rejections', async () => {
  expect((await failure(probe('no such driver'))).code).toBe('DRIVER_NOT_FOUND');
  const signal = AbortSignal.timeout(1);
  expect((await failure(probe('built-in:loopback', { signal }))).name).toBe('TimeoutError');
}, 60_000);
