/**
 * The rules of conversion once more, in plain arithmetic: what the suite expects of samples that went through a driver.
 */
import type { Format, Samples } from 'bufferswitch';

/** Formats that are numbers. */
export type NumberFormat = Exclude<Format, 'native' | 'dsd-lsb' | 'dsd-msb'>;

export const numberFormats = ['int16', 'int24', 'int32', 'float32', 'float64'] as const;

export interface Kind {
  readonly float: boolean;
  /** Significant bits: of a float those of its mantissa. */
  readonly bits: number;
}

export const kindOfFormat: Record<NumberFormat, Kind> = {
  int16: { float: false, bits: 16 },
  int24: { float: false, bits: 24 },
  int32: { float: false, bits: 32 },
  float32: { float: true, bits: 24 },
  float64: { float: true, bits: 53 },
};

/** Every sample type of numbers that a driver may have. */
export const driverTypes: readonly (readonly [string, Kind])[] = [
  ...Object.entries(kindOfFormat).map(([name, kind]) => [name, '', kind] as const),
  ...[16, 18, 20, 24].map((bits) => ['int32', String(bits), { float: false, bits }] as const),
].flatMap(([name, suffix, kind]) =>
  ['lsb', 'msb'].map((order) => [`${name}${order}${suffix}`, kind] as const),
);

/** Whether a value of kind `from` is one of kind `to` as well. */
export function holds(to: Kind, from: Kind): boolean {
  return from.float ? to.float && to.bits >= from.bits : to.bits >= from.bits;
}

/** Full scale of so many bits. A table, as there are billions of samples to come. */
const scales = Float64Array.from({ length: 33 }, (_, bits) => 2 ** (bits - 1));
const scaleOf = (bits: number) => scales[bits] as number;

/** The nearest whole number, of two the even one. */
function nearest(value: number): number {
  const below = Math.floor(value);
  const distance = value - below;
  if (distance !== 0.5) return distance < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** The code of `bits` bits for `value`, full scale being [-1, 1). */
export function codeOf(value: number, bits: number): number {
  const scale = scaleOf(bits);
  if (Number.isNaN(value)) return 0;
  return Math.min(Math.max(nearest(value * scale), -scale), scale - 1) + 0; // -0 has no code of its own
}

/** What `value` is as a value of `kind`. */
export function as(kind: Kind, value: number): number {
  if (kind.float) return kind.bits === 24 ? Math.fround(value) : value;
  return codeOf(value, kind.bits) / scaleOf(kind.bits);
}

/** What carries `count` samples of a format. */
export function arrayFor(format: NumberFormat, count: number): Samples {
  if (format === 'int24') return new Uint8Array(count * 3);
  if (format === 'int16') return new Int16Array(count);
  if (format === 'int32') return new Int32Array(count);
  return format === 'float32' ? new Float32Array(count) : new Float64Array(count);
}

/** Array elements a sample. */
export const elementsOf = (format: NumberFormat) => (format === 'int24' ? 3 : 1);

/** How a format's samples are read and written as numbers. */
export interface Access {
  get(samples: Samples, index: number): number;
  /** The nearest sample to `value`. */
  set(samples: Samples, index: number, value: number): void;
}

function wholeNumbers(bits: number): Access {
  return {
    get: (samples, index) => (samples[index] as number) / scaleOf(bits),
    set(samples, index, value) {
      samples[index] = codeOf(value, bits);
    },
  };
}

const floats: Access = {
  get: (samples, index) => samples[index] as number,
  set(samples, index, value) {
    samples[index] = value;
  },
};

const packed: Access = {
  get(samples, index) {
    const at = index * 3;
    const word =
      ((samples[at] as number) << 8) |
      ((samples[at + 1] as number) << 16) |
      ((samples[at + 2] as number) << 24);
    return word / scaleOf(32);
  },
  set(samples, index, value) {
    const at = index * 3;
    const code = codeOf(value, 24);
    samples[at] = code;
    samples[at + 1] = code >> 8;
    samples[at + 2] = code >> 16;
  },
};

export const access: Record<NumberFormat, Access> = {
  int16: wholeNumbers(16),
  int24: packed,
  int32: wholeNumbers(32),
  float32: floats,
  float64: floats,
};
