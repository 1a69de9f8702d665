import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError, exitCode } from './command.js';

/**
 * Refuses a file that must not be written: one that exists, unless it may be replaced, and the input under whatever
 * name, since opening it for writing would destroy it. Nothing is touched.
 */
export async function checkTarget(path: string, replace: boolean, input?: string): Promise<void> {
  const refuse = (what: string) => new CommandError(exitCode.failure, `${path}: ${what}`);
  const there = await stat(path).catch(() => null);
  if (there === null) {
    const folder = await stat(dirname(path)).catch(() => null);
    if (folder?.isDirectory() !== true)
      throw refuse(`there is no directory ${dirname(path)}; create it first`);
    return;
  }
  if (!there.isFile()) throw refuse('is not a regular file; choose another name');
  if (input !== undefined && (await isSame(path, input))) throw refuse('is the input; choose another name');
  if (!replace) throw refuse('exists already; choose another name or replace it with --force');
}

/** One file under two names: found by its number, or by its path where the file system has no numbers. */
async function isSame(path: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([path, other].map((name) => stat(name, { bigint: true })));
  if (a !== undefined && b !== undefined && a.ino !== 0n) return a.ino === b.ino && a.dev === b.dev;
  return (await realpath(path)) === (await realpath(other));
}
