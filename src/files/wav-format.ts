import { BufferSwitchError } from '../errors.js';
import type { SampleWidth } from './samples.js';

/** How one sample is stored. */
export type WavEncoding = 'int16' | 'int24' | 'int32' | 'float32';

/** What the samples of a WAV file are. */
export interface WavFormat {
  readonly encoding: WavEncoding;
  readonly channels: number;
  /** Hz. */
  readonly sampleRate: number;
  /** Bits in use, from the top, where a file says that it uses fewer than it stores. */
  readonly validBits?: number;
  /** Speaker positions as in `WAVE_FORMAT_EXTENSIBLE`; without it mono and stereo have theirs, others none. */
  readonly channelMask?: number;
}

/** More channels than any driver has. */
export const maxChannels = 1024;
const maxSampleRate = 100_000_000;

const tagPcm = 1;
const tagFloat = 3;
const tagExtensible = 0xfffe;
/** The bytes that follow the tag in the GUID of an extensible format. */
const guidTail = Buffer.from('000000001000800000aa00389b71', 'hex');

const compressedTags: ReadonlyMap<number, string> = new Map([
  [0x0002, 'MS ADPCM'],
  [0x0006, 'A-law'],
  [0x0007, 'µ-law'],
  [0x0011, 'IMA ADPCM'],
  [0x0031, 'GSM 6.10'],
  [0x0050, 'MPEG'],
  [0x0055, 'MP3'],
]);

/** What files are accepted, for messages. */
export const supported = 'supported are 16, 24 and 32-bit integer and 32-bit float PCM';

/** An error about the content of a file: its name first, then what is wrong with it. */
export function fileError(path: string, what: string): BufferSwitchError {
  return new BufferSwitchError('FILE_FORMAT', `${path}: ${what}`);
}

/** Bytes of one sample. */
export function sampleWidth(encoding: WavEncoding): SampleWidth {
  return encoding === 'int16' ? 2 : encoding === 'int24' ? 3 : 4;
}

/** Bytes of one frame, that is of one sample of every channel. */
export function frameBytes(format: WavFormat): number {
  return sampleWidth(format.encoding) * format.channels;
}

/** Reads the content of a `fmt ` chunk; anything that cannot be read exactly is refused. */
export function decodeFormat(chunk: Buffer, path: string): WavFormat {
  if (chunk.length < 16)
    throw fileError(path, `damaged: its fmt chunk has ${chunk.length} bytes instead of 16`);
  const channels = chunk.readUInt16LE(2);
  const sampleRate = chunk.readUInt32LE(4);
  const bits = chunk.readUInt16LE(14);
  const extensible = chunk.readUInt16LE(0) === tagExtensible;
  if (extensible && chunk.length < 40)
    throw fileError(path, 'damaged: its extensible fmt chunk is too short');
  const tag = extensible ? chunk.readUInt16LE(24) : chunk.readUInt16LE(0);
  if (extensible && !chunk.subarray(26, 40).equals(guidTail)) {
    throw fileError(path, `sub-format ${chunk.toString('hex', 24, 40)} is not supported; ${supported}`);
  }
  if (channels === 0 || channels > maxChannels) {
    throw fileError(path, `${channels} channels is out of range (1 to ${maxChannels})`);
  }
  if (sampleRate === 0 || sampleRate > maxSampleRate) {
    throw fileError(path, `a sample rate of ${sampleRate} Hz is out of range (1 to ${maxSampleRate})`);
  }
  const encoding = encodingOf(tag, bits, path);
  const width = sampleWidth(encoding);
  if (chunk.readUInt16LE(12) !== channels * width) {
    throw fileError(
      path,
      `damaged: ${channels} × ${bits} bits do not make frames of ${chunk.readUInt16LE(12)} bytes`,
    );
  }
  const stored = 8 * width;
  const said = extensible ? chunk.readUInt16LE(18) : bits;
  return {
    encoding,
    channels,
    sampleRate,
    ...(said > 0 && said < stored ? { validBits: said } : {}),
    ...(extensible ? { channelMask: chunk.readUInt32LE(20) } : {}),
  };
}

function encodingOf(tag: number, bits: number, path: string): WavEncoding {
  const refuse = (what: string) => fileError(path, `${what} is not supported; ${supported}`);
  if (tag === tagFloat) {
    if (bits === 32) return 'float32';
    throw refuse(`${bits}-bit float`);
  }
  if (tag !== tagPcm) {
    const name = compressedTags.get(tag);
    throw refuse(name === undefined ? `encoding 0x${tag.toString(16)}` : `compressed audio (${name})`);
  }
  if (bits > 8 && bits <= 16) return 'int16';
  if (bits > 16 && bits <= 24) return 'int24';
  if (bits > 24 && bits <= 32) return 'int32';
  throw refuse(`${bits}-bit integer`);
}

/**
 * The content of a `fmt ` chunk. Plain where the original specification covers the format; extensible for more
 * than two channels or 16 bits and wherever bits in use or speakers are to be told.
 */
export function encodeFormat(format: WavFormat): Buffer {
  const { encoding, channels, sampleRate } = format;
  const float = encoding === 'float32';
  const bits = 8 * sampleWidth(encoding);
  const validBits = format.validBits ?? bits;
  const extensible =
    channels > 2 || (bits > 16 && !float) || validBits !== bits || format.channelMask !== undefined;
  const chunk = Buffer.alloc(extensible ? 40 : float ? 18 : 16);
  const tag = float ? tagFloat : tagPcm;
  chunk.writeUInt16LE(extensible ? tagExtensible : tag, 0);
  chunk.writeUInt16LE(channels, 2);
  chunk.writeUInt32LE(sampleRate, 4);
  // A field of 32 bits that no reader needs: it overflows for a few combinations of many channels and a high rate.
  chunk.writeUInt32LE(Math.min(sampleRate * frameBytes(format), 0xffffffff), 8);
  chunk.writeUInt16LE(frameBytes(format), 12);
  chunk.writeUInt16LE(bits, 14);
  if (extensible) {
    chunk.writeUInt16LE(22, 16);
    chunk.writeUInt16LE(validBits, 18);
    chunk.writeUInt32LE(format.channelMask ?? defaultMask(channels), 20);
    chunk.writeUInt16LE(tag, 24);
    guidTail.copy(chunk, 26);
  }
  return chunk;
}

/** Front centre; front left and right; the channels of an interface, in its order, belong to no speaker. */
function defaultMask(channels: number): number {
  return channels === 1 ? 0x4 : channels === 2 ? 0x3 : 0;
}
