import type { Samples } from '../format.js';

/** The sample types of a virtual driver, by the names that its settings have for them. */
export type SampleType = (typeof sampleTypes)[number];

export const sampleTypes = [
  'int16lsb',
  'int24lsb',
  'int32lsb',
  'float32lsb',
  'float64lsb',
  'int32lsb16',
  'int32lsb18',
  'int32lsb20',
  'int32lsb24',
  'int16msb',
  'int24msb',
  'int32msb',
  'float32msb',
  'float64msb',
  'int32msb16',
  'int32msb18',
  'int32msb20',
  'int32msb24',
  'dsdint8lsb1',
  'dsdint8msb1',
  'dsdint8ner8',
] as const;

interface TypedArray {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (memory: ArrayBufferLike, offset: number, length: number): Samples;
}

/** The typed array that has a number for each sample of that type, or null: big-endian, packed and DSD have none. */
export function typedArrayOf(type: string): TypedArray | null {
  if (type === 'int16lsb') return Int16Array;
  if (type === 'float32lsb') return Float32Array;
  if (type === 'float64lsb') return Float64Array;
  return /^int32lsb\d*$/.test(type) ? Int32Array : null;
}
