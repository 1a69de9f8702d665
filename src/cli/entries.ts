import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AudioFileError } from '../files/audio-file-error.js';
import { CommandError, exitCode, usageError } from './command.js';
import { isPlaylist, readPlaylist } from './read-playlist.js';

/** One thing to be played, which has not been opened yet. */
export interface Entry {
  /** Null: the standard input. */
  readonly path: string | null;
  /** It was found in a folder, where not everything has to be audio. */
  readonly found: boolean;
  /** Why it is not going to be played, where that is known without opening it. */
  readonly error?: unknown;
}

/** What the arguments of the command line mean, in the order in which it is to be played. `raw`: none has a header. */
export async function entriesOf(paths: readonly string[], raw: boolean): Promise<Entry[]> {
  if (paths.filter((path) => path === '-').length > 1)
    throw usageError('- is the standard input, which ends once');
  const lists = paths.map((path) =>
    path === '-' ? [{ path: null, found: false }] : entriesAt(path, raw, true),
  );
  return (await Promise.all(lists)).flat();
}

async function entriesAt(path: string, raw: boolean, playlists: boolean): Promise<Entry[]> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false, // whoever opens it says why
  );
  try {
    if (isFolder) {
      const inside = await entriesIn(path, raw);
      if (inside.length === 0) throw refused(path, 'a folder without files');
      return inside;
    }
    if (!isPlaylist(path)) return [{ path, found: false }];
    if (!playlists) throw refused(path, 'a playlist within a playlist is not played');
    const lines = await readPlaylist(path);
    if (lines.length === 0) throw refused(path, 'a playlist without files');
    const lists = lines.map((line) =>
      'error' in line ? [{ ...line, found: false }] : entriesAt(line.path, raw, false),
    );
    return (await Promise.all(lists)).flat();
  } catch (error) {
    return [{ path, found: false, error }];
  }
}

const natural = new Intl.Collator('en', { numeric: true });

/** All files of a folder and of those in it, in the natural order of their names: 2 comes before 10. */
async function entriesIn(folder: string, raw: boolean): Promise<Entry[]> {
  const children = await readdir(folder, { withFileTypes: true });
  children.sort((a, b) => natural.compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
  const lists = children.map(async (child): Promise<Entry[]> => {
    const path = join(folder, child.name);
    if (child.isDirectory()) {
      return entriesIn(path, raw).catch((error: unknown) => [{ path, found: false, error }]);
    }
    const reason = await reasonAgainst(child, path, raw);
    const error = reason === null ? {} : { error: new AudioFileError(path, 'unknown', reason) };
    return [{ path, found: true, ...error }];
  });
  return (await Promise.all(lists)).flat();
}

/** A folder has pictures and texts as well; and a pipe must not be opened, as that waits for somebody who writes. */
async function reasonAgainst(child: Dirent, path: string, raw: boolean): Promise<string | null> {
  // Links to folders are not followed: they may lead in a circle.
  const isFile = child.isSymbolicLink() ? await leadsToFile(path) : child.isFile();
  if (!isFile) return 'not a regular file';
  if (isPlaylist(path)) return 'a playlist, which is played when it is named';
  if (raw && !['.raw', '.pcm'].includes(extname(path).toLowerCase())) return 'neither .raw nor .pcm';
  return null;
}

async function leadsToFile(link: string): Promise<boolean> {
  return await stat(link).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

function refused(path: string, what: string): CommandError {
  return new CommandError(exitCode.failure, `${path}: ${what}`);
}
