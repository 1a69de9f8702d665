import { chooseDriver } from '../drivers.js';
import { type DriverEntry, listDrivers } from '../index.js';
import { CommandError, exitCode } from './command.js';

/** The driver that is always there and needs no hardware. */
export const virtualDriver = 'built-in:loopback';

/**
 * The driver of a command line without `--driver`: the installed one if it is the only one, the virtual one if
 * there is none. Among several nothing is guessed.
 */
export function defaultDriver(entries: readonly DriverEntry[] = listDrivers()): string {
  const usable = entries.filter(({ kind, usable }) => (kind === 'com' || kind === 'cwasio') && usable);
  const [only, ...others] = usable;
  if (only === undefined) return virtualDriver;
  if (others.length === 0) return only.id;
  const names = usable.map((entry) => `"${entry.name}"`).join(', ');
  throw new CommandError(
    exitCode.device,
    `several drivers are installed; choose one with --driver: ${names} (or ${virtualDriver}, the virtual one)`,
  );
}

/**
 * True for the virtual driver inside this package, which is made to fit. An installed one has the settings that somebody
 * has given it, and is shared with other programs as it is; one of a test has those of the test.
 */
export function isBuiltIn(driver: string): boolean {
  const { entry, instance } = chooseDriver(driver, listDrivers());
  return entry.kind === 'built-in' && !instance.startsWith('testing:');
}
