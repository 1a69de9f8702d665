import { checkOptions, expected } from './validate.js';

/** Values for a virtual driver, by name. */
export type DriverSettings = Readonly<Record<string, string | number | readonly number[]>>;

/** "name=value;name=value", as the virtual driver reads it. */
export function settingsText(settings: DriverSettings | undefined): string {
  if (settings === undefined) return '';
  checkOptions('settings', settings, Object.keys(settings));
  const parts = Object.entries(settings).map(([name, value]) => {
    const text = Array.isArray(value) ? value.join(',') : String(value);
    if (/[;=\0]/.test(name + text))
      throw new TypeError(expected('text without ";" and "="', `settings.${name}`, text));
    return `${name}=${text}`;
  });
  return parts.join(';');
}
