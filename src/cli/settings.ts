import { chooseDriver } from '../drivers.js';
import { type DriverSettings, listDrivers, type OpenDeviceOptions } from '../index.js';
import { isBuiltIn } from './choose-driver.js';
import { usageError } from './command.js';

/**
 * What `--settings` says for this driver, as options for opening it. Nobody else's driver takes any, and an installed
 * instance of ours has those that somebody has given it.
 */
export function settingsFor(
  driver: string,
  settings: string | undefined,
): Pick<OpenDeviceOptions, 'settings'> {
  if (settings === undefined) return {};
  const given = parseSettings(settings);
  if (!isBuiltIn(driver) && chooseDriver(driver, listDrivers()).entry.kind !== 'wasapi')
    throw usageError(
      `--settings are for the virtual driver and for audio devices of Windows, not for "${driver}"`,
    );
  return { settings: given };
}

/** What `--settings` says, as far as that can be read without the driver, which knows what is allowed. */
export function parseSettings(settings: string): DriverSettings {
  const pairs = settings.split(';').filter((part) => part !== '');
  const wrong = pairs.find((pair) => !/^\w+=[^=;]+$/.test(pair));
  if (wrong !== undefined || /[\r\n]/.test(settings))
    throw usageError(`--settings needs name=value;name=value, not "${wrong ?? settings}"`);
  return Object.fromEntries(pairs.map((pair) => pair.split('=')));
}
