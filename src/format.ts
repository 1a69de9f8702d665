/**
 * How a stream hands samples over.
 *
 * | format | array | a sample |
 * | --- | --- | --- |
 * | `native` | `Uint8Array` | the driver's own bytes |
 * | `int16` | `Int16Array` | full scale is 2^15 |
 * | `int24` | `Uint8Array` | packed: three bytes, little-endian |
 * | `int32` | `Int32Array` | left-justified: a 24-bit code is shifted up by 8 |
 * | `float32`, `float64` | `Float32Array`, `Float64Array` | full scale is [-1, 1) |
 * | `dsd-lsb`, `dsd-msb` | `Uint8Array` | one bit, eight a byte: the first one is the lowest, or the highest |
 */
export type Format = (typeof formats)[number];

export const formats = [
  'native',
  'int16',
  'int24',
  'int32',
  'float32',
  'float64',
  'dsd-lsb',
  'dsd-msb',
] as const;

/** `planar`: each channel in an array of its own. `interleaved`: all channels in one array, frame by frame. */
export type Layout = (typeof layouts)[number];

export const layouts = ['planar', 'interleaved'] as const;

/** Samples of one channel, or of all channels interleaved. */
export type Samples = Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** What carries the samples of a format. */
export const arrayOf = {
  native: Uint8Array,
  int16: Int16Array,
  int24: Uint8Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
  'dsd-lsb': Uint8Array,
  'dsd-msb': Uint8Array,
} as const;

interface TypedArray {
  readonly BYTES_PER_ELEMENT: number;
  new (memory: ArrayBufferLike, offset: number, length: number): Samples;
}

/** A view of `bytes` bytes from `offset` on. */
export function viewOf(format: Format, memory: ArrayBufferLike, offset: number, bytes: number): Samples {
  const array: TypedArray = arrayOf[format];
  return new array(memory, offset, bytes / array.BYTES_PER_ELEMENT);
}

/** The bytes of a typed array. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
