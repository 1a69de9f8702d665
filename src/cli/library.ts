/** The drivers of this package as libraries, for other programs. */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError, exitCode, usageError } from './command.js';

export interface Library {
  readonly driver: 'loopback' | 'wasapi';
  /** What the driver is called that is installed without a name, and by `regsvr32`. */
  readonly ownName: string;
  /** The class of that one. */
  readonly ownClass: string;
  /** Of all instances, where hosts show one beside the name. */
  readonly description: string;
  /** Its file's name on this platform; null: it is for another. */
  readonly file: string | null;
}

const isWindows = process.platform === 'win32';

/** See native/drivers/loopback/loopback.h and native/drivers/wasapi/wasapi.h. */
export const libraries: readonly Library[] = [
  {
    driver: 'loopback',
    ownName: 'Bufferswitch Loopback',
    ownClass: '{6D1F2C58-0B1E-4B7A-9C53-7E41D28A360F}',
    description: 'Bufferswitch Loopback (virtual)',
    file: isWindows ? 'bufferswitch-loopback.dll' : 'libbufferswitch-loopback.so',
  },
  {
    driver: 'wasapi',
    ownName: 'Bufferswitch WASAPI',
    ownClass: '{2B7C9E14-5D38-4F06-A16E-3C950B72D841}',
    description: 'Bufferswitch WASAPI (audio device)',
    file: isWindows ? 'bufferswitch-wasapi.dll' : null,
  },
];

/** Null: none of those that are asked for by name. */
export function libraryOf(driver: string | undefined): Library | null {
  if (driver === undefined) return null;
  const found = libraries.find((library) => library.driver === driver);
  if (found !== undefined) return found;
  const known = libraries.map((library) => library.driver).join(' or ');
  throw usageError(`the driver is ${known}, not "${driver}"`);
}

/** The one that has a file of that name, wherever it is. */
export function libraryAt(path: string): Library | undefined {
  const name = basename(path.replaceAll('\\', '/'));
  return libraries.find(({ file }) => file === name);
}

/** Where this package has it, if it was built. */
function placeOf({ file }: Library): string {
  if (file === null) {
    throw new CommandError(
      exitCode.failure,
      'there is no WASAPI on this system, which is a part of Windows; nothing is installed',
    );
  }
  const folder = `../../prebuilds/${process.platform}-${process.arch}/`;
  return resolve(fileURLToPath(new URL(folder, import.meta.url)), file);
}

/** This package's. Throws where it was not built, or is for another system. */
export function pathOf(library: Library): string {
  const path = placeOf(library);
  if (existsSync(path)) return path;
  throw new CommandError(exitCode.failure, `the driver's library is not in this package: ${path}`);
}

/** Whether that file is this package's, and not one of another folder. */
export function isOwn(library: Library, path: string): boolean {
  return existsSync(path) && resolve(path).toLowerCase() === placeOf(library).toLowerCase();
}
