import { damaged, unsupported } from './audio-file-error.js';
import {
  type AudioFormat,
  checkNumbers,
  defaultMask,
  type Encoding,
  fullBits,
  integerOf,
  sampleBytes,
} from './audio-format.js';

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

const supported = 'supported are integers of 8 to 32 bits and floats of 32 and 64 bits';

/** Reads the content of a `fmt ` chunk; anything that cannot be read exactly is refused. */
export function decodeFormat(chunk: Buffer, path: string): AudioFormat {
  if (chunk.length < 16) throw damaged(path, `its fmt chunk has ${chunk.length} bytes instead of 16`);
  const channels = chunk.readUInt16LE(2);
  const sampleRate = chunk.readUInt32LE(4);
  const bits = chunk.readUInt16LE(14);
  const extensible = chunk.readUInt16LE(0) === tagExtensible;
  if (extensible && chunk.length < 40) throw damaged(path, 'its extensible fmt chunk is too short');
  const tag = extensible ? chunk.readUInt16LE(24) : chunk.readUInt16LE(0);
  if (extensible && !chunk.subarray(26, 40).equals(guidTail)) {
    throw unsupported(path, `sub-format ${chunk.toString('hex', 24, 40)} is not supported; ${supported}`);
  }
  checkNumbers(path, channels, sampleRate);
  const encoding = encodingOf(tag, bits, path);
  if (chunk.readUInt16LE(12) !== channels * sampleBytes(encoding)) {
    throw damaged(path, `${channels} × ${bits} bits do not make frames of ${chunk.readUInt16LE(12)} bytes`);
  }
  const stored = fullBits(encoding);
  const said = extensible ? chunk.readUInt16LE(18) : bits;
  return {
    encoding,
    validBits: encoding.startsWith('int') && said > 0 && said < stored ? said : stored,
    channels,
    sampleRate,
    channelMask: extensible ? chunk.readUInt32LE(20) : undefined,
  };
}

function encodingOf(tag: number, bits: number, path: string): Encoding {
  const refuse = (what: string) => unsupported(path, `${what} is not supported; ${supported}`);
  if (tag === tagFloat) {
    if (bits === 32 || bits === 64) return `float${bits}`;
    throw refuse(`${bits}-bit float`);
  }
  if (tag !== tagPcm) {
    const name = compressedTags.get(tag);
    throw refuse(name === undefined ? `encoding 0x${tag.toString(16)}` : `compressed audio (${name})`);
  }
  if (bits >= 1 && bits <= 32) return integerOf(bits);
  throw refuse(`${bits}-bit integer`);
}

/**
 * The content of a `fmt ` chunk. Plain where the original specification covers the format; extensible for more
 * than two channels or 16 bits and wherever bits in use or speakers are to be told.
 */
export function encodeFormat(format: AudioFormat): Buffer {
  const { encoding, validBits, channels, sampleRate } = format;
  const float = encoding.startsWith('float');
  const bits = fullBits(encoding);
  const extensible =
    channels > 2 || (bits > 16 && !float) || validBits !== bits || format.channelMask !== undefined;
  const chunk = Buffer.alloc(extensible ? 40 : float ? 18 : 16);
  const tag = float ? tagFloat : tagPcm;
  const frameBytes = channels * sampleBytes(encoding);
  chunk.writeUInt16LE(extensible ? tagExtensible : tag, 0);
  chunk.writeUInt16LE(channels, 2);
  chunk.writeUInt32LE(sampleRate, 4);
  // A field of 32 bits that no reader needs: it overflows for a few combinations of many channels and a high rate.
  chunk.writeUInt32LE(Math.min(sampleRate * frameBytes, 0xffffffff), 8);
  chunk.writeUInt16LE(frameBytes, 12);
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
