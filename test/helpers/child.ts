/** Node as a child process. Its output goes to a file: under Wine Node cannot write to a pipe that it inherits. */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from './remove-folder.js';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Runs Node with `args` to its end; killed, and so with a signal, after `seconds`. `env`: beside this process's. */
export async function runNode(
  args: readonly string[],
  seconds: number,
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'child-'));
  const path = join(folder, 'output');
  const file = openSync(path, 'w');
  try {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', file, file],
      env: { ...process.env, ...env },
      timeout: seconds * 1000,
      killSignal: 'SIGKILL',
    });
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (...ended) => resolve(ended));
    });
    return { code, signal, output: readFileSync(path, 'utf8') };
  } finally {
    closeSync(file);
    removeFolder(folder);
  }
}
