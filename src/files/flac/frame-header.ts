import { OutOfBytes } from './bit-reader.js';
import { crc8 } from './crc.js';
import type { StreamInfo } from './stream-info.js';

/** How the two channels of a pair are coded. */
export type Pairing = 'none' | 'left-side' | 'side-right' | 'mid-side';

/** What stands before the samples of a block. */
export interface FrameHeader {
  readonly blockSize: number;
  readonly pairing: Pairing;
  /** The first of its frames, counted from the start of the file. */
  readonly first: number;
  readonly bytes: number;
}

const fixedRates = [0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000];
const sampleBits = [0, 8, 12, 0, 16, 20, 24, 32];
const pairings: readonly Pairing[] = ['left-side', 'side-right', 'mid-side'];

/**
 * Reads the header at `at`; null where there is none that fits the file. Throws {@link OutOfBytes} where `bytes` may just
 * be too few, as they end at `end`.
 */
export function decodeFrameHeader(
  bytes: Uint8Array,
  at: number,
  end: number,
  info: StreamInfo,
): FrameHeader | null {
  if (at + 2 > end) throw new OutOfBytes();
  if (bytes[at] !== 0xff || ((bytes[at + 1] as number) & 0xfe) !== 0xf8) return null;
  if (at + 5 > end) throw new OutOfBytes();
  const variable = ((bytes[at + 1] as number) & 1) === 1;
  const sizes = bytes[at + 2] as number;
  const kinds = bytes[at + 3] as number;
  const number = decodeNumber(bytes, at + 4, end);
  if (number === null || !fits(sizes >> 4, kinds, info)) return null;
  let next = at + 4 + number.bytes;
  const blockBytes = sizes >> 4 === 6 ? 1 : sizes >> 4 === 7 ? 2 : 0;
  const rateCode = sizes & 15;
  const rateBytes = rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0;
  if (next + blockBytes + rateBytes + 1 > end) throw new OutOfBytes();
  const blockSize = blockSizeOf(sizes >> 4, integer(bytes, next, blockBytes));
  next += blockBytes;
  const rate = rateOf(rateCode, integer(bytes, next, rateBytes));
  next += rateBytes;
  if (bytes[next] !== crc8(bytes, at, next)) return null;
  if (blockSize > info.maxBlock || (rate !== 0 && rate !== info.sampleRate)) return null;
  const first = variable ? number.value : number.value * info.maxBlock;
  const channelCode = kinds >> 4;
  return {
    blockSize,
    pairing: channelCode < 8 ? 'none' : (pairings[channelCode - 8] as Pairing),
    first,
    bytes: next + 1 - at,
  };
}

/** Whether the codes are none of those that are reserved, and those of this file. */
function fits(blockCode: number, kinds: number, { channels, bits }: StreamInfo): boolean {
  const channelCode = kinds >> 4;
  const bitsCode = (kinds >> 1) & 7;
  if (blockCode === 0 || channelCode > 10 || bitsCode === 3 || (kinds & 1) === 1) return false;
  if ((channelCode < 8 ? channelCode + 1 : 2) !== channels) return false;
  return bitsCode === 0 || sampleBits[bitsCode] === bits;
}

function blockSizeOf(code: number, extra: number): number {
  if (code === 1) return 192;
  if (code <= 5) return 576 << (code - 2);
  return code <= 7 ? extra + 1 : 256 << (code - 8);
}

/** 0: that of the file. -1: none. */
function rateOf(code: number, extra: number): number {
  if (code < 12) return fixedRates[code] as number;
  if (code === 15) return -1;
  return code === 12 ? 1000 * extra : code === 13 ? extra : 10 * extra;
}

function integer(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) value = 256 * value + (bytes[i] as number);
  return value;
}

/** A number of up to 36 bits, written as UTF-8 writes smaller ones. */
function decodeNumber(bytes: Uint8Array, at: number, end: number): { value: number; bytes: number } | null {
  const head = bytes[at] as number;
  const ones = Math.clz32((~head & 0xff) << 24);
  if (ones === 0) return { value: head, bytes: 1 };
  if (ones === 1 || ones === 8) return null;
  if (at + ones > end) throw new OutOfBytes();
  let value = head & (0x7f >> ones);
  for (let i = at + 1; i < at + ones; i++) {
    const byte = bytes[i] as number;
    if (byte >> 6 !== 2) return null;
    value = value * 64 + (byte & 63);
  }
  return { value, bytes: ones };
}
