import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError, exitCode } from './command.js';

/**
 * Refuses a file that must not be written: one that exists, unless it may be replaced, and the input under whatever
 * name, since opening it for writing would destroy it. Nothing is touched.
 */
export async function checkTarget(path: string, replace: boolean, input?: string): Promise<void> {
  const refuse = (what: string) => new CommandError(exitCode.failure, `${path}: ${what}`);
  const there = await stat(path, { bigint: true }).catch(() => null);
  if (there === null) {
    const folder = await stat(dirname(path)).catch(() => null);
    if (folder?.isDirectory() !== true)
      throw refuse(`there is no directory ${dirname(path)}; create it first`);
    return;
  }
  if (!there.isFile()) throw refuse('is not a regular file; choose another name');
  const source = input === undefined ? null : await stat(input, { bigint: true }).catch(() => null);
  if (source !== null && source.ino === there.ino && source.dev === there.dev) {
    throw refuse('is the input; choose another name');
  }
  if (!replace) throw refuse('exists already; choose another name or replace it with --force');
}
