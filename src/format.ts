/**
 * How a stream hands samples over, each channel in an array of its own.
 *
 * | format | array | a sample |
 * | --- | --- | --- |
 * | `native` | `Uint8Array` | the driver's own bytes |
 * | `int16` | `Int16Array` | full scale is 2^15 |
 * | `int24` | `Uint8Array` | packed: three bytes, little-endian |
 * | `int32` | `Int32Array` | left-justified: a 24-bit code is shifted up by 8 |
 * | `float32`, `float64` | `Float32Array`, `Float64Array` | full scale is [-1, 1) |
 */
export type Format = (typeof formats)[number];

export const formats = ['native', 'int16', 'int24', 'int32', 'float32', 'float64'] as const;

/** One channel's samples. */
export type Samples = Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** What carries the samples of a format. */
export const arrayOf = {
  native: Uint8Array,
  int16: Int16Array,
  int24: Uint8Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** A view of `bytes` bytes from `offset` on. */
export function viewOf(format: Format, memory: SharedArrayBuffer, offset: number, bytes: number): Samples {
  switch (format) {
    case 'native':
    case 'int24':
      return new Uint8Array(memory, offset, bytes);
    case 'int16':
      return new Int16Array(memory, offset, bytes / 2);
    case 'int32':
      return new Int32Array(memory, offset, bytes / 4);
    case 'float32':
      return new Float32Array(memory, offset, bytes / 4);
    case 'float64':
      return new Float64Array(memory, offset, bytes / 8);
  }
}
