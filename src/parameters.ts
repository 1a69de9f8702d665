import { expected } from './validate.js';

/** Numbers by name, which two threads see: what one assigns, the other reads from then on. */
export type Parameters = Record<string, number>;

/** What it takes to see the same numbers in another thread. */
export interface SharedParameters {
  readonly names: readonly string[];
  readonly buffer: SharedArrayBuffer;
}

export function shareParameters(initial: unknown): SharedParameters {
  if (typeof initial !== 'object' || initial === null || Array.isArray(initial)) {
    throw new TypeError(expected('an object with numbers', 'options.parameters', initial));
  }
  const names = Object.keys(initial);
  const shared = { names, buffer: new SharedArrayBuffer(names.length * Float64Array.BYTES_PER_ELEMENT) };
  Object.assign(parametersIn(shared), initial);
  return shared;
}

/**
 * An object with exactly these names. Each is a word of 64 bits, which 64-bit processors read and write as a whole, so a
 * reader sees one value or the other and nothing in between.
 */
export function parametersIn({ names, buffer }: SharedParameters): Parameters {
  const values = new Float64Array(buffer);
  const parameters: Parameters = {};
  for (const [index, name] of names.entries()) {
    Object.defineProperty(parameters, name, {
      enumerable: true,
      get: () => values[index],
      set: (value: unknown) => {
        if (typeof value !== 'number') throw new TypeError(expected('a number', `parameters.${name}`, value));
        values[index] = value;
      },
    });
  }
  return Object.seal(parameters);
}
