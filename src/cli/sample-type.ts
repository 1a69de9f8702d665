import type { WavEncoding, WavFormat } from '../files/wav-format.js';
import { sampleWidth } from '../files/wav-format.js';

/** The bits of a driver's integer type, such as 24 for `int24lsb` and `int32lsb24`; null for other types. */
function integerBits(sampleType: string): number | null {
  const match = /^int(\d+)[lm]sb(\d+)?$/.exec(sampleType);
  return match === null ? null : Number(match[2] ?? match[1]);
}

/** True if every sample that a file can hold passes through a driver of this type unaltered. */
export function carries(sampleType: string, format: WavFormat): boolean {
  if (sampleType.startsWith('float64')) return true;
  const float = sampleType.startsWith('float32');
  if (format.encoding === 'float32') return float;
  const bits = format.validBits ?? 8 * sampleWidth(format.encoding);
  return bits <= (float ? 24 : (integerBits(sampleType) ?? 0));
}

/** The file format that holds what drivers of these types deliver. */
export function encodingFor(sampleTypes: readonly string[]): WavEncoding {
  const bits = sampleTypes.map(integerBits);
  if (bits.includes(null)) return 'float32';
  const most = Math.max(...bits.map(Number));
  return most <= 16 ? 'int16' : most <= 24 ? 'int24' : 'int32';
}

/** The stream format in which the samples of such a file travel: no step between loses a bit. */
export function streamFormat(encoding: WavEncoding): 'float32' | 'int32' {
  return encoding === 'float32' ? 'float32' : 'int32';
}

/** True if a file of this encoding holds every sample that a driver of this type delivers. */
export function holds(encoding: WavEncoding, sampleType: string): boolean {
  const bits = integerBits(sampleType);
  if (bits === null) return encoding === 'float32' && sampleType.startsWith('float32');
  return bits <= (encoding === 'float32' ? 24 : 8 * sampleWidth(encoding));
}
