import type { DriverSettings } from '../index.js';
import { usageError } from './command.js';

/** What `--settings` says, as far as that can be read without the driver, which knows what is allowed. */
export function parseSettings(settings: string): DriverSettings {
  const pairs = settings.split(';').filter((part) => part !== '');
  const wrong = pairs.find((pair) => !/^\w+=[^=;]+$/.test(pair));
  if (wrong !== undefined || /[\r\n]/.test(settings))
    throw usageError(`--settings needs name=value;name=value, not "${wrong ?? settings}"`);
  return Object.fromEntries(pairs.map((pair) => pair.split('=')));
}
