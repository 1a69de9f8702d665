import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileNames } from '../recording/file-names.js';
import { checkTarget } from './check-target.js';
import { CommandError, exitCode } from './command.js';

/** Refuses a take whose files must not be written, whichever part of it; nothing is touched. */
export async function checkTakeTargets(names: FileNames, replace: boolean): Promise<void> {
  for (const path of names.part(1)) await checkTarget(path, replace);
  // The first file comes with the start, which may be hours away: this is to be known now.
  for (const folder of new Set(names.part(1).map(dirname))) await access(folder, constants.W_OK);
  const [other] = replace ? [] : await names.taken();
  if (other === undefined) return;
  const what = 'exists already; choose another name or replace it with --force';
  throw new CommandError(exitCode.failure, `${other}: ${what}`);
}
