/** Checks of arguments, all with one wording, before anything is touched. */

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return value.constructor?.name ?? 'an object';
  return String(value);
}

export function expected(what: string, name: string, received: unknown): string {
  return `Expected ${what} for "${name}" but received ${describe(received)}`;
}

/** Options in an object, or none. A name that is not among `known` is a mistake and not ignored. */
export function checkOptions(name: string, value: unknown, known: readonly string[]): void {
  if (value === undefined) return;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(expected('an object', name, value));
  }
  for (const key of Object.keys(value)) {
    if (!known.includes(key))
      throw new TypeError(`Unknown option "${key}" in "${name}"; known are ${known.join(', ')}`);
  }
}

export function checkInteger(name: string, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number') throw new TypeError(expected('a number', name, value));
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(expected(`a whole number from ${min} to ${max}`, name, value));
  }
  return value;
}

export function checkPositive(name: string, value: unknown, max: number): number {
  if (typeof value !== 'number') throw new TypeError(expected('a number', name, value));
  if (!(value > 0 && value <= max))
    throw new RangeError(expected(`a number above 0, up to ${max}`, name, value));
  return value;
}

export function checkOneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
  if (!allowed.includes(value as T)) {
    throw new TypeError(expected(`one of ${allowed.map((item) => `'${item}'`).join(', ')}`, name, value));
  }
  return value as T;
}

export function checkBoolean(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw new TypeError(expected('true or false', name, value));
  return value;
}

export function checkSignal(name: string, value: unknown): AbortSignal | undefined {
  if (value !== undefined && !(value instanceof AbortSignal)) {
    throw new TypeError(expected('an AbortSignal', name, value));
  }
  return value;
}

/** Channel numbers of a device that has `count` of them: whole, in range, none twice. */
export function checkChannels(name: string, value: unknown, count: number): readonly number[] {
  if (!Array.isArray(value)) throw new TypeError(expected('an array of channel numbers', name, value));
  for (const channel of value) {
    if (typeof channel !== 'number') throw new TypeError(expected('channel numbers', name, value));
    if (!Number.isInteger(channel) || channel < 0 || channel >= count) {
      const range =
        count === 0 ? 'no channels, as the device has none' : `channel numbers from 0 to ${count - 1}`;
      throw new RangeError(expected(range, name, value));
    }
  }
  if (new Set(value).size !== value.length) throw new RangeError(expected('each channel once', name, value));
  return [...value];
}
