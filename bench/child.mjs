// Runs a measurement in a process of its own, with a heap and an event loop that nothing else has used.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('child-entry.mjs', import.meta.url));

/** Where a process leaves what it has measured, beside the module and the job that it is given. */
export const names = { task: 'task.json', result: 'result.json', output: 'output.txt' };

/** Resolves to the exit code, or to the signal that ended it. */
function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });
}

/**
 * What `measure(job)` of `module`, a URL, resolves to. It is killed after `seconds`. All goes through files: Node under
 * Wine cannot write to a pipe that it inherits.
 */
export async function inChild(module, job, { flags = [], seconds = 300 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bufferswitch-bench-'));
  try {
    writeFileSync(join(folder, names.task), JSON.stringify({ module, job }));
    const output = openSync(join(folder, names.output), 'w');
    const options = { stdio: ['ignore', output, output], timeout: seconds * 1000, killSignal: 'SIGKILL' };
    const end = await ended(spawn(process.execPath, [...flags, entry, folder], options));
    closeSync(output);
    if (end === 0) return JSON.parse(readFileSync(join(folder, names.result), 'utf8'));
    const said = readFileSync(join(folder, names.output), 'utf8');
    throw new Error(`${module} with ${JSON.stringify(job)} ended with ${end}:\n${said}`);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What measurements are called that came to nothing. */
export const failed = 'FAILED: ended without a result';

/** The record that `make` resolves to. Where it fails, one that says so: the others count all the same. */
export async function recordOf(settings, make) {
  try {
    return await make();
  } catch (error) {
    return { what: failed, settings, lines: error.message.trim().split('\n') };
  }
}
