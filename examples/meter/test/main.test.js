// The program as it is started in a shell, with its results as JSON.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.js', import.meta.url));

test('--json prints a line for each interval', { timeout: 30_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'meter-'));
  const path = join(folder, 'lines');
  const handle = openSync(path, 'w');
  const child = spawn(
    process.execPath,
    ['--import', new URL('interface.js', import.meta.url).href, main, '--json', '--inputs', '1,0'],
    { stdio: ['ignore', handle, handle] },
  );
  closeSync(handle);
  const ended = once(child, 'exit');
  t.after(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, maxRetries: 10 }); // what was killed may have it open for a moment, on Windows
  });
  const read = () => readFileSync(path, 'utf8').split('\n').slice(0, -1);
  while (read().length < 2 && child.exitCode === null) await setTimeout(5);
  child.kill('SIGINT');
  const outcome = await ended;
  if (process.platform !== 'win32') assert.deepEqual(outcome, [0, null]); // there it is killed
  const [first, second] = read().map((line) => JSON.parse(line));
  const channels = [
    { input: 1, peak: null, rms: null },
    { input: 0, peak: -20, rms: -20 },
  ];
  assert.deepEqual(first, { seconds: 0.1, channels });
  assert.deepEqual(second, { seconds: 0.2, channels });
});
