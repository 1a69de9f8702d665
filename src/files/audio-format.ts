import { damaged, unsupported } from './audio-file-error.js';

/**
 * How one sample is stored. The digits are the bits of its container; bits in use may be fewer. DSD has eight 1-bit
 * samples a byte, the first of them the lowest bit (`dsd-lsb`, as in DSF files) or the highest (`dsd-msb`, as in DSDIFF).
 */
export type Encoding = (typeof encodings)[number];

export const encodings = [
  'int8',
  'int16',
  'int24',
  'int32',
  'float32',
  'float64',
  'dsd-lsb',
  'dsd-msb',
] as const;

/** What the samples of a file are. */
export interface AudioFormat {
  /** How one sample is stored. */
  readonly encoding: Encoding;
  /** Bits in use, from the top: 20 of the 24 of an `int24`, say. 1 for DSD. All of them unless the file says so. */
  readonly validBits: number;
  /** 1 to 1024. */
  readonly channels: number;
  /** Hz; of DSD that of the bits, such as 2822400. A whole number but in AIFF files. */
  readonly sampleRate: number;
  /** Speakers as in `WAVE_FORMAT_EXTENSIBLE`, the lowest bit being front left; undefined where the file names none. */
  readonly channelMask: number | undefined;
}

/** More channels than any driver has. */
export const maxChannels = 1024;
export const maxSampleRate = 100_000_000;

/** Bytes of one sample; of DSD, of eight. */
export function sampleBytes(encoding: Encoding): 1 | 2 | 3 | 4 | 8 {
  if (isDsd(encoding) || encoding === 'int8') return 1;
  if (encoding === 'int16') return 2;
  if (encoding === 'int24') return 3;
  return encoding === 'float64' ? 8 : 4;
}

export function isDsd(encoding: Encoding): encoding is 'dsd-lsb' | 'dsd-msb' {
  return encoding === 'dsd-lsb' || encoding === 'dsd-msb';
}

export function isInteger(encoding: Encoding): boolean {
  return encoding.startsWith('int');
}

/** All bits of the container. */
export function fullBits(encoding: Encoding): number {
  return isDsd(encoding) ? 1 : 8 * sampleBytes(encoding);
}

/** The smallest integer container of so many bits. */
export function integerOf(bits: number): 'int8' | 'int16' | 'int24' | 'int32' {
  return bits <= 8 ? 'int8' : bits <= 16 ? 'int16' : bits <= 24 ? 'int24' : 'int32';
}

/** For messages: `20-bit integer in 24 bits`, `64-bit float`, `DSD`. */
export function describe({ encoding, validBits }: Pick<AudioFormat, 'encoding' | 'validBits'>): string {
  if (isDsd(encoding)) return 'DSD';
  const bits = fullBits(encoding);
  if (!isInteger(encoding)) return `${bits}-bit float`;
  return validBits === bits ? `${bits}-bit integer` : `${validBits}-bit integer in ${bits} bits`;
}

/** Refuses numbers that no audio has, before anything is allocated for them. */
export function checkNumbers(path: string, channels: number, sampleRate: number): void {
  if (channels < 1) throw damaged(path, 'it has 0 channels');
  if (channels > maxChannels) {
    throw unsupported(path, `${channels} channels is out of range (1 to ${maxChannels})`);
  }
  if (!(sampleRate > 0 && sampleRate <= maxSampleRate)) {
    throw damaged(path, `a sample rate of ${sampleRate} Hz is out of range (1 to ${maxSampleRate})`);
  }
}

/** Front centre; front left and right; the channels of an interface, in its order, belong to no speaker. */
export function defaultMask(channels: number): number {
  return channels === 1 ? 0x4 : channels === 2 ? 0x3 : 0;
}
