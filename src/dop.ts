/**
 * DSD in PCM frames (DoP, open standard 1.1), for devices that take DSD as 24-bit PCM.
 *
 * The PCM rate is a sixteenth of the DSD rate: 176400 Hz for DSD64. Each 24-bit sample carries 16 bits of DSD in its
 * lower 16 bits, the oldest in the most significant place, below a marker byte that is 0x05 and 0xFA in turn and the
 * same for all channels of a frame. Samples are those of the stream format `int32`, the 24-bit code shifted up by 8,
 * which reaches a driver of 24 or 32 bits unchanged.
 */
import { checkInteger, checkOneOf, checkOptions, expected } from './validate.js';

/** Which bit of a byte is the oldest: the lowest (DSF files, `dsdint8lsb1`) or the highest (DSDIFF, `dsdint8msb1`). */
export type DsdBitOrder = (typeof bitOrders)[number];

const bitOrders = ['lsb', 'msb'] as const;

/** Of even and of odd frames. */
const markers = [0x05, 0xfa] as const;

/** Each byte with its bits turned round. */
const reversed = Uint8Array.from({ length: 256 }, (_, byte) => {
  let result = 0;
  for (let bit = 0; bit < 8; bit++) result |= ((byte >> bit) & 1) << (7 - bit);
  return result;
});

/** Each byte as it is, so that both orders are one table lookup. */
const same = Uint8Array.from({ length: 256 }, (_, byte) => byte);

function tableOf(options: { bitOrder: DsdBitOrder }): Uint8Array {
  return checkOneOf('bitOrder', options?.bitOrder, bitOrders) === 'lsb' ? reversed : same;
}

function checkSamples(samples: unknown): Int32Array {
  if (!(samples instanceof Int32Array)) throw new TypeError(expected('an Int32Array', 'samples', samples));
  return samples;
}

/** The marker byte: the top one. What lies above a byte in a number is the sign. */
const markerOf = (sample: number | undefined): number => (sample ?? 0) >>> 24;

/** The first sample whose marker is not the next in turn, or -1. The first of all may have either. */
function firstBroken(samples: Int32Array): number {
  const phase = markerOf(samples[0]) === markers[1] ? 1 : 0;
  return samples.findIndex((sample, i) => markerOf(sample) !== markers[((i + phase) & 1) as 0 | 1]);
}

/**
 * One channel's DSD as PCM samples of the stream format `int32`.
 *
 * @param bits DSD of one channel, eight bits a byte, oldest byte first; an even number of bytes.
 * @param options.bitOrder which bit of a byte is the oldest.
 * @param options.firstFrame how many PCM frames came before, 0 unless given: keeps the markers alternating when a
 *   stream is packed in pieces. It is the same for all channels.
 * @returns a sample for every two bytes.
 * @throws TypeError for arguments of the wrong type.
 * @throws RangeError when `bits` has an odd number of bytes, or `firstFrame` is not a whole number from 0 on.
 */
export function packDop(
  bits: Uint8Array,
  options: { bitOrder: DsdBitOrder; firstFrame?: number },
): Int32Array {
  if (!(bits instanceof Uint8Array)) throw new TypeError(expected('a Uint8Array', 'bits', bits));
  checkOptions('options', options, ['bitOrder', 'firstFrame']);
  const table = tableOf(options);
  const first = checkInteger('firstFrame', options.firstFrame ?? 0, 0, Number.MAX_SAFE_INTEGER) % 2;
  if (bits.length % 2 !== 0) {
    throw new RangeError(expected('an even number of bytes', 'bits', bits.length));
  }
  const samples = new Int32Array(bits.length / 2);
  for (let i = 0; i < samples.length; i++) {
    const older = table[bits[2 * i] as number] as number;
    const newer = table[bits[2 * i + 1] as number] as number;
    samples[i] = (markers[((i + first) & 1) as 0 | 1] << 24) | (older << 16) | (newer << 8);
  }
  return samples;
}

/**
 * The DSD in one channel's PCM samples: the reverse of {@link packDop}.
 *
 * @param samples samples of the stream format `int32`. The first may have either marker; the lowest 8 bits, which
 *   are below the 24-bit code, are not looked at.
 * @param options.bitOrder which bit of a byte is to be the oldest.
 * @returns two bytes for every sample, eight bits a byte, oldest byte first.
 * @throws TypeError for arguments of the wrong type.
 * @throws RangeError naming the first sample whose marker is not the one that is due.
 */
export function unpackDop(samples: Int32Array, options: { bitOrder: DsdBitOrder }): Uint8Array {
  checkSamples(samples);
  checkOptions('options', options, ['bitOrder']);
  const table = tableOf(options);
  const broken = firstBroken(samples);
  if (broken >= 0) {
    const found = markerOf(samples[broken]).toString(16).padStart(2, '0');
    throw new RangeError(`Sample ${broken} is not DoP: its marker is 0x${found}, not the one that is due`);
  }
  const bits = new Uint8Array(samples.length * 2);
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] as number;
    bits[2 * i] = table[(sample >> 16) & 255] as number;
    bits[2 * i + 1] = table[(sample >> 8) & 255] as number;
  }
  return bits;
}

/**
 * Whether every sample has the marker that is due, the first either one. PCM meets that by chance for a sample or two
 * and not for a hundred. No samples are no DoP.
 *
 * @param samples one channel's samples of the stream format `int32`.
 * @throws TypeError when `samples` is not an Int32Array.
 */
export function isDop(samples: Int32Array): boolean {
  return checkSamples(samples).length > 0 && firstBroken(samples) < 0;
}
