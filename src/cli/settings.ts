import type { DriverSettings } from '../index.js';
import { isBuiltIn } from './choose-driver.js';
import { usageError } from './command.js';

/** What `--settings` says for this driver; undefined: nothing. Only the virtual one inside this package takes any. */
export function settingsFor(driver: string, settings: string | undefined): DriverSettings | undefined {
  if (settings === undefined) return undefined;
  const given = parseSettings(settings);
  if (!isBuiltIn(driver)) throw usageError(`--settings are for the virtual driver, not for "${driver}"`);
  return given;
}

/** What `--settings` says, as far as that can be read without the driver, which knows what is allowed. */
export function parseSettings(settings: string): DriverSettings {
  const pairs = settings.split(';').filter((part) => part !== '');
  const wrong = pairs.find((pair) => !/^\w+=[^=;]+$/.test(pair));
  if (wrong !== undefined || /[\r\n]/.test(settings))
    throw usageError(`--settings needs name=value;name=value, not "${wrong ?? settings}"`);
  return Object.fromEntries(pairs.map((pair) => pair.split('=')));
}
