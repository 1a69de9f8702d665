// The program as it is started in a shell.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readFile, samples } from './samples.js';

const here = fileURLToPath(new URL('.', import.meta.url));

/** What it prints goes to a file, as Node under Wine cannot write to a pipe that it inherits. */
function start(t, args) {
  const folder = mkdtempSync(join(tmpdir(), 'recorder-'));
  const output = join(folder, 'output');
  const handle = openSync(output, 'w');
  const child = spawn(process.execPath, ['--import', './test/interface.js', 'main.js', ...args(folder)], {
    cwd: join(here, '..'),
    stdio: ['ignore', handle, handle],
  });
  closeSync(handle);
  const ended = once(child, 'exit');
  t.after(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  return { child, ended, folder, printed: () => readFileSync(output, 'utf8') };
}

test('Ctrl+C leaves a file with every sample until then', {
  timeout: 30_000,
  skip:
    process.platform === 'win32' &&
    'a process there gets Ctrl+C from a console only; record.test.js ends it otherwise',
}, async (t) => {
  const { child, ended, folder, printed } = start(t, (folder) => [
    join(folder, 'take.wav'),
    '--channels',
    '1',
  ]);
  const path = join(folder, 'take.wav');
  const size = () => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  while (size() < 3 * 12_000 && child.exitCode === null) await setTimeout(5); // 24 bits, a quarter of a second
  child.kill('SIGINT');
  assert.deepEqual(await ended, [0, null], printed());
  const { format, problem, channels } = await readFile(path);
  assert.deepEqual([format.encoding, format.sampleRate, problem], ['int24', 48000, null]);
  const [recorded] = channels;
  assert.ok(recorded.length >= 12_000 && recorded.length % 256 === 0, `${recorded.length} frames`);
  const expected = new Int32Array(recorded.length);
  expected.set(samples(Math.min(48000, recorded.length), 1));
  assert.deepEqual(recorded, expected);
  assert.match(printed(), /^overload at frame 2560: /m);
  assert.match(printed(), new RegExp(`take\\.wav: .* ${recorded.length} frames, 0 lost, 1 overloads`));
});
