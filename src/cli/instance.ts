/** The virtual driver as other programs find it: instances that are installed under names of their own. */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DriverEntry, listDrivers } from '../index.js';
import { CommandError, exitCode, usageError } from './command.js';
import { cwasio } from './instances-cwasio.js';
import { windows } from './instances-windows.js';

export interface Instance {
  readonly name: string;
  /** By which `openDevice` finds it. */
  readonly id: string;
  /** Of the library. */
  readonly path: string;
  /** As `name=value;name=value`; empty: the driver's own. */
  readonly settings: string;
  readonly usable: boolean;
  readonly reason: string | null;
  /** Whether the library is this package's, and not one of another folder. */
  readonly isOurs: boolean;
}

/** Where instances are written down. All throw the system's errors; the Windows ones by what `reg` says. */
export interface Store {
  /** Writes everything, or nothing. */
  install(name: string, library: string, settings: string): void;
  /** Removes what `install` writes. */
  uninstall(name: string, id: string): void;
  settingsOf(name: string): string;
}

export const defaultName = 'Bufferswitch Loopback';
const longestName = 31;

export const store: Store = process.platform === 'win32' ? windows : cwasio;

const libraryName =
  process.platform === 'win32' ? 'bufferswitch-loopback.dll' : 'libbufferswitch-loopback.so';

/** Where this package has it, if it was built. */
const libraryPath = resolve(
  fileURLToPath(new URL(`../../prebuilds/${process.platform}-${process.arch}/`, import.meta.url)),
  libraryName,
);

/** This package's. Throws where it was not built. */
export function library(): string {
  if (existsSync(libraryPath)) return libraryPath;
  throw new CommandError(exitCode.failure, `the driver's library is not in this package: ${libraryPath}`);
}

/** Those of the virtual driver among all that are installed. */
export function instances(): Instance[] {
  return listDrivers().flatMap((driver) => {
    const path = driver.path ?? '';
    if (driver.kind === 'built-in' || basename(path.replaceAll('\\', '/')) !== libraryName) return [];
    return [instanceOf(driver, path)];
  });
}

function instanceOf({ id, name, usable, reason }: DriverEntry, path: string): Instance {
  const isOurs = existsSync(path) && resolve(path).toLowerCase() === libraryPath.toLowerCase();
  return { name, id, path, settings: store.settingsOf(name), usable, reason, isOurs };
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
