import { rmSync } from 'node:fs';

/** Removes a folder and all in it. Windows lets go of a file a moment after the process that had it open. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
