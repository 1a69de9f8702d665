/** Drivers of this package as other programs find them: instances that are installed under names of their own. */
import { type DriverEntry, listDrivers } from '../index.js';
import { usageError } from './command.js';
import { cwasio } from './instances-cwasio.js';
import { windows } from './instances-windows.js';
import { isOwn, type Library, libraryAt } from './library.js';

/** What is to be installed. */
export interface NewInstance {
  readonly name: string;
  /** As `name=value;name=value`; empty: the driver's own. */
  readonly settings: string;
}

export interface Instance extends NewInstance {
  readonly driver: Library['driver'];
  /** By which `openDevice` finds it. */
  readonly id: string;
  /** Of the library. */
  readonly path: string;
  readonly usable: boolean;
  readonly reason: string | null;
  /** Whether the library is this package's, and not one of another folder. */
  readonly isOurs: boolean;
}

/** Where instances are written down. All throw the system's errors; the Windows ones by what `reg` says. */
export interface Store {
  /** Writes everything, or nothing. `path`: of the library. */
  install(library: Library, instance: NewInstance, path: string): void;
  /** Removes what `install` writes. */
  uninstall(name: string, id: string): void;
  settingsOf(name: string): string;
}

export const longestName = 31;

export const store: Store = process.platform === 'win32' ? windows : cwasio;

/** Those of this package's drivers among all that are installed; of `library` alone unless it is null. */
export function instances(library: Library | null): Instance[] {
  return listDrivers().flatMap((entry) => {
    const found = libraryAt(entry.path ?? '');
    if (found === undefined || (library !== null && found !== library)) return [];
    return [instanceOf(entry, found)];
  });
}

function instanceOf({ id, name, path, usable, reason }: DriverEntry, library: Library): Instance {
  const place = path ?? '';
  return {
    driver: library.driver,
    name,
    id,
    path: place,
    settings: store.settingsOf(name),
    usable,
    reason,
    isOurs: isOwn(library, place),
  };
}

/** A name that every host shows and that is one part of a path. */
export function checkName(name: string): string {
  const isGood =
    Buffer.byteLength(name) <= longestName &&
    /^[^./\\\p{Cc}][^/\\\p{Cc}]*$/u.test(name) &&
    name.trim() === name;
  if (isGood) return name;
  throw usageError(
    `--name needs at most ${longestName} bytes without slashes, and no dot at its beginning, not "${name}"`,
  );
}
