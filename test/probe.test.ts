/** How `probe` leaves off: nothing of it goes on when nobody waits for it. */
import { existsSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { probe } from 'bufferswitch';
import { afterEach, expect, test, vi } from 'vitest';
import { failure } from './helpers/code.js';
import { watchForks } from './helpers/forks.js';

const driver = 'built-in:loopback:probe-test';

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

test('a probe that is aborted before its process is there starts none', async () => {
  using forks = watchForks();
  const controller = new AbortController();
  const { mkdtemp } = promises;
  let folder = '';
  vi.spyOn(promises, 'mkdtemp').mockImplementation(async (prefix) => {
    folder = await mkdtemp(prefix as string);
    controller.abort();
    return folder;
  });
  syncBuiltinESMExports();
  const error = await failure(probe(driver, { signal: controller.signal }));
  expect(error.name).toBe('AbortError');
  await expect.poll(() => existsSync(folder), { timeout: 15_000 }).toBe(false);
  expect(forks.children).toEqual([]);
});

test('a probe that is aborted later ends its process', async () => {
  using forks = watchForks();
  const controller = new AbortController();
  const settings = { personality: 'init-hangs' };
  const failed = failure(probe(driver, { settings, signal: controller.signal }));
  await expect.poll(() => forks.sent.length).toBe(1);
  controller.abort();
  expect((await failed).name).toBe('AbortError');
  await expect.poll(() => forks.children[0]?.signalCode, { timeout: 15_000 }).toBe('SIGKILL');
});

test('a process that cannot be reached is ended, and no timer waits for it', async () => {
  using forks = watchForks();
  const started = vi.spyOn(globalThis, 'setTimeout');
  const stopped = vi.spyOn(globalThis, 'clearTimeout');
  const settings = { personality: 'init-hangs' };
  const failed = failure(probe(driver, { settings, timeLimit: 600_000 }));
  await expect.poll(() => forks.sent.length).toBe(1);
  const [child] = forks.children;
  const broken = new Error('the channel is broken');
  child?.emit('error', broken);
  expect(await failed).toBe(broken);
  const at = started.mock.calls.findIndex(([, delay]) => delay === 600_000);
  const timer = started.mock.results[at]?.value;
  expect(timer).toBeDefined();
  expect(stopped.mock.calls).toContainEqual([timer]);
  await expect.poll(() => child?.signalCode, { timeout: 15_000 }).toBe('SIGKILL');
});
