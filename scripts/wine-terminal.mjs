// The command line in the console that Wine makes of a terminal. Seen from outside, by tests that run on this side.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { root } from './run.mjs';
import { atFixedAddresses, environment, spawnWine, windowsPath, wineHome } from './wine.mjs';

// A program takes longer to start here than the tests are used to, several of them in one test.
const patience = '--testTimeout=60000';
const tests = ['run', '--config', 'test/vitest.config.ts', '--root', '.', patience, 'test/terminal/terminal'];

/**
 * A program that runs as long as the tests do: Windows' services start with the first one, and would keep the terminal of
 * a test open.
 */
async function startFirst(node) {
  const sign = join(wineHome, 'first-is-up');
  rmSync(sign, { force: true });
  const script = 'fs.writeFileSync(process.argv[1], ""); setTimeout(() => {}, 600_000)';
  const first = spawnWine([node, '-e', script, windowsPath(sign)], { env: environment, stdio: 'ignore' });
  for (const deadline = performance.now() + 60_000; !existsSync(sign); await setTimeout(50)) {
    if (performance.now() > deadline) throw new Error('Node does not start under Wine');
  }
  return first;
}

export async function terminalTests(node) {
  const first = await startFirst(node);
  try {
    const env = { ...environment, PREBUILDS_ONLY: '1', WINDOWS_NODE: node };
    const [start, ...runner] = atFixedAddresses('node_modules/.bin/vitest', ...tests);
    const { status } = spawnSync(start, runner, {
      cwd: root,
      stdio: 'inherit',
      timeout: 300_000,
      env,
    });
    if (status !== 0) throw new Error('A command does not do in the terminal of Wine what it should');
  } finally {
    const ended = once(first, 'exit');
    first.kill('SIGKILL');
    await ended;
  }
}
