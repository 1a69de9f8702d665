import { rmSync } from 'node:fs';

/**
 * Folders with a file that somebody has open. On Windows a process lets go of its files a moment after it has ended; and
 * one that is started while another thread starts another inherits what is meant for that, and keeps it while it lives.
 */
const held = new Set<string>();

const isHeld = (error: unknown) =>
  process.platform === 'win32' &&
  ['ENOTEMPTY', 'EBUSY', 'EPERM', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '');

function removeHeld(): void {
  for (const folder of held) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 4, retryDelay: 50 });
      held.delete(folder);
    } catch (error) {
      if (!isHeld(error)) throw error;
    }
  }
}

/** Removes a folder and all in it: now, or where Windows does not let it, at one of the next calls or the thread's end. */
export function removeFolder(path: string): void {
  held.add(path);
  removeHeld();
}

process.on('exit', () => {
  removeHeld();
  for (const folder of held) console.warn(`${folder} is still in use and stays`);
});
