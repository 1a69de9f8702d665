import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileNames } from '../recording/file-names.js';
import { checkTarget } from './check-target.js';

/** Refuses a take whose files must not be written, whichever part of it; nothing is touched. */
export async function checkTakeTargets(names: FileNames, replace: boolean): Promise<void> {
  for (const path of names.part(1)) await checkTarget(path, replace);
  // The first file comes with the start, which may be hours away: this is to be known now.
  for (const folder of new Set(names.part(1).map(dirname))) await access(folder, constants.W_OK);
  for (const path of await names.taken()) await checkTarget(path, replace);
}
