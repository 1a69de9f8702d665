/** In which of the ring's formats the samples of a file can be had: only in those that lose nothing. */
import type { Format, Samples } from '../format.js';
import { AudioFileError } from './audio-file-error.js';
import { type AudioFormat, describe, type Encoding, isDsd } from './audio-format.js';
import type { Plane } from './decoder.js';
import { bitsBelow, wordsOf } from './samples.js';

/** The formats of streams that files know of: all but the driver's own bytes. */
export type StreamFormat = Exclude<Format, 'native'>;

/** The format in which the samples of an encoding lie in memory anyway. */
export function naturalFormat(encoding: Encoding): StreamFormat {
  return encoding.startsWith('int') ? 'int32' : (encoding as StreamFormat);
}

/** All formats that hold every sample of such a file, the one that costs nothing first. */
export function exactFormats({ encoding, validBits }: AudioFormat): readonly StreamFormat[] {
  if (encoding === 'float64') return ['float64'];
  if (encoding === 'float32') return ['float32', 'float64'];
  if (isDsd(encoding)) return encoding === 'dsd-lsb' ? ['dsd-lsb', 'dsd-msb'] : ['dsd-msb', 'dsd-lsb'];
  if (validBits <= 16) return ['int32', 'int16', 'int24', 'float32', 'float64'];
  return validBits <= 24 ? ['int32', 'int24', 'float32', 'float64'] : ['int32', 'float64'];
}

/** The format that was asked for, or the natural one; refused where it would alter samples. */
export function chooseFormat(path: string, format: AudioFormat, wanted: StreamFormat | undefined) {
  const exact = exactFormats(format);
  if (wanted === undefined) return exact[0] as StreamFormat;
  if (exact.includes(wanted)) return wanted;
  throw new AudioFileError(
    path,
    'inexact',
    `${describe(format)} does not fit ${wanted} exactly; it can be had as ${exact.join(', ')}`,
  );
}

/** Bits of an integer sample that a format keeps. */
const keptBits: Readonly<Partial<Record<StreamFormat, number>>> = { int16: 16, int24: 24, float32: 24 };

/** The first frame that has bits set which `wanted` does not keep, though its file says otherwise; -1: none. */
export function firstInexact(planes: readonly Plane[], frames: number, wanted: StreamFormat): number {
  const bits = keptBits[wanted];
  if (bits === undefined) return -1;
  let before = frames;
  for (const plane of planes) {
    if (!(plane instanceof Int32Array)) continue;
    const frame = bitsBelow(plane, 0, before, bits);
    if (frame >= 0) before = frame;
  }
  return before < frames ? before : -1;
}

const reversed = Uint8Array.from({ length: 256 }, (_, byte) => {
  let result = 0;
  for (let bit = 0; bit < 8; bit++) result |= ((byte >> bit) & 1) << (7 - bit);
  return result;
});

/**
 * Puts the first `frames` of one channel into `target`, from element `at` on in steps of `step`. Elements are samples,
 * or bytes of eight. `turned`: bits are to be in the other order.
 */
export function deliver(
  plane: Plane,
  frames: number,
  wanted: StreamFormat,
  target: Samples,
  at: number,
  step: number,
  turned: boolean,
): void {
  const integer = plane instanceof Int32Array;
  if (wanted === 'int24') {
    deliver24(plane as Int32Array, frames, target as Uint8Array, at, step);
  } else if (plane instanceof Uint8Array) {
    const bytes = frames / 8;
    for (let n = 0, to = at; n < bytes; n++, to += step) {
      const byte = plane[n] as number;
      target[to] = turned ? (reversed[byte] as number) : byte;
    }
  } else if (wanted === 'int16') {
    for (let n = 0, to = at; n < frames; n++, to += step) target[to] = (plane[n] as number) >> 16;
  } else if (integer && wanted !== 'int32') {
    for (let n = 0, to = at; n < frames; n++, to += step) target[to] = (plane[n] as number) / 2 ** 31;
  } else if (!integer && plane.constructor === target.constructor) {
    moveWords(plane, frames, target, at, step);
  } else {
    for (let n = 0, to = at; n < frames; n++, to += step) target[to] = plane[n] as number;
  }
}

/** Floats as words: as numbers, an engine may alter what a NaN carries. */
function moveWords(plane: Plane, frames: number, target: Samples, at: number, step: number): void {
  const from = wordsOf(plane);
  const words = wordsOf(target as Plane);
  if (plane.BYTES_PER_ELEMENT === 4) {
    for (let n = 0, to = at; n < frames; n++, to += step) words[to] = from[n] as number;
    return;
  }
  for (let n = 0, to = 2 * at; n < 2 * frames; n += 2, to += 2 * step) {
    words[to] = from[n] as number;
    words[to + 1] = from[n + 1] as number;
  }
}

function deliver24(plane: Int32Array, frames: number, target: Uint8Array, at: number, step: number): void {
  for (let n = 0, to = 3 * at; n < frames; n++, to += 3 * step) {
    const word = plane[n] as number;
    target[to] = word >> 8;
    target[to + 1] = word >> 16;
    target[to + 2] = word >> 24;
  }
}
