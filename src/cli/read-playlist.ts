import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError, exitCode } from './command.js';

/** By its name, as nothing in an M3U file says what it is. */
export function isPlaylist(path: string): boolean {
  return ['.m3u', '.m3u8'].includes(extname(path).toLowerCase());
}

/** A line of a playlist: a path as it can be opened, or why there is none. */
export type PlaylistLine = { readonly path: string; readonly error?: unknown };

/** The files that an M3U or M3U8 playlist names, relative ones from where it lies. */
export async function readPlaylist(playlist: string): Promise<PlaylistLine[]> {
  const lines = decode(await readFile(playlist)).split(/\r\n|\n|\r/);
  const named = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  return named.map((line) => {
    try {
      return { path: locate(line, dirname(playlist)) };
    } catch (error) {
      return { path: line, error };
    }
  });
}

/** UTF-8 wherever it can be that, whatever the playlist is called; older programs write the code page of Windows. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function locate(line: string, folder: string): string {
  if (/^file:\/\//i.test(line)) return pathOf(line);
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(line))
    throw refused(line, 'only files are played, nothing from a network');
  const path = isAbsolute(line) ? line : join(folder, line);
  if (process.platform === 'win32' || !line.includes('\\') || existsSync(path)) return path;
  // A playlist from Windows.
  return join(folder, line.replaceAll('\\', '/'));
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw refused(url, (error as Error).message);
  }
}

function refused(line: string, why: string): CommandError {
  return new CommandError(exitCode.failure, `${line}: ${why}`);
}
