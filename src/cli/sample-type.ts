import { extname } from 'node:path';
import { type AudioFormat, type Encoding, sampleBytes } from '../files/audio-format.js';

/** The bits of a driver's integer type, such as 24 for `int24lsb` and `int32lsb24`; null for other types. */
export function integerBits(sampleType: string): number | null {
  const match = /^int(\d+)[lm]sb(\d+)?$/.exec(sampleType);
  return match === null ? null : Number(match[2] ?? match[1]);
}

/** True if every sample that a file can hold passes through a driver of this type unaltered. */
export function carries(sampleType: string, format: Pick<AudioFormat, 'encoding' | 'validBits'>): boolean {
  if (sampleType.startsWith('float64')) return true;
  const float = sampleType.startsWith('float32');
  if (format.encoding === 'float64') return false;
  if (format.encoding === 'float32') return float;
  return format.validBits <= (float ? 24 : (integerBits(sampleType) ?? 0));
}

/** The file format that holds what drivers of these types deliver. */
export function encodingFor(sampleTypes: readonly string[]): Encoding {
  const bits = sampleTypes.map(integerBits);
  if (bits.includes(null)) return 'float32';
  const most = Math.max(...bits.map(Number));
  return most <= 16 ? 'int16' : most <= 24 ? 'int24' : 'int32';
}

/** What kind of file a name asks for. */
export function containerOf(path: string): 'flac' | 'wav' {
  return extname(path).toLowerCase() === '.flac' ? 'flac' : 'wav';
}

/** True if a file of this encoding holds every sample that a driver of this type delivers. */
export function holds(encoding: Encoding, sampleType: string): boolean {
  const bits = integerBits(sampleType);
  if (bits === null) return encoding === 'float32' && sampleType.startsWith('float32');
  return bits <= (encoding === 'float32' ? 24 : 8 * sampleBytes(encoding));
}
