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

test('init-exits: the result says so, and this process goes on', async () => {
  const settings = { personality: 'init-exits' };
  const { facts, failure: problem } = await probe(freshId(), { settings, timeLimit: 50_000 });
  expect(problem).toMatchObject({ kind: 'exited', during: 'load', exitCode: 3, code: null });
  expect(facts).toBeNull();
}, 60_000);

test.each([
  ['create-crashes', 'load', '0xC0000005'],
  ['init-crashes', 'load', '0xC0000005'],
  ['init-throws', 'load', '0x20474343'],
  ['release-crashes', 'release', '0xC0000005'],
])(
  '%s: the result says how it ended, and this process goes on',
  async (personality, during, exception) => {
    const { facts, failure: problem } = await probe(freshId(), {
      settings: { personality },
      timeLimit: 50_000,
    });
    expect(problem).toMatchObject({ kind: 'crashed', during, exitCode: null });
    if (isWindows) {
      expect(problem).toMatchObject({ code: 'DRIVER_CRASHED', signal: null });
      expect(problem?.message).toContain(exception);
    } else {
      expect(problem?.code).toBeNull();
      expect(problem?.signal).toMatch(personality === 'init-throws' ? /^SIGABRT$/ : /^SIG(SEGV|BUS|ILL)$/);
    }
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
