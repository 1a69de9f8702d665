// Runs the tests of personalities in the copy in which an answer of the host was taken away.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { folder } from './answers-copy.mjs';
import { root } from './run.mjs';

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

/** The name of a test begins with those of the personalities that it is about. */
const about = (names) => `(^|, )(${names})(?=[:,]| (> )?what is played)`;

/**
 * Runs the tests of `personalities` in the copy, until it is known of each that one of its tests fails. What became of
 * each: how many passed, why one failed, and where the run came to no end of its own, how it ended.
 */
export async function testCopy(personalities, { testLimitMs, runLimitMs }) {
  const options = [
    ...['run', '--config', 'test/vitest.config.ts', '--root', '.', 'test/personalities'],
    ...['--testNamePattern', about(personalities.join('|')), `--testTimeout=${testLimitMs}`],
    ...['--teardownTimeout=1000', '--reporter=./scripts/answers-reporter.mjs'],
  ];
  const child = spawn(process.execPath, [vitest, ...options], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    detached: true, // a group of its own, to be ended as one: the tests have children as well
  });
  const kill = () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  const results = personalities.map((name) => ({ name, passed: 0, failure: undefined, end: undefined }));
  child.on('message', (test) => {
    for (const result of results.filter(({ name }) => new RegExp(about(name)).test(test.name))) {
      if (test.failure === null) result.passed++;
      else result.failure ??= test.failure;
    }
    if (results.every(({ failure }) => failure !== undefined)) kill();
  });
  const timer = setTimeout(kill, runLimitMs);
  process.on('exit', kill);
  const [code, signal] = await once(child, 'close');
  process.off('exit', kill);
  clearTimeout(timer);
  if (code === 0 || code === 1) return results; // vitest's own, for all that passed and for what failed
  const end = signal === 'SIGKILL' ? 'the tests came to no end' : `the tests were ended by ${signal ?? code}`;
  return results.map((result) => ({ ...result, end }));
}
