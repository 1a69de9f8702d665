import { damaged, fourLetters, unsupported } from './audio-file-error.js';
import { type AudioFormat, checkNumbers, type Encoding, fullBits, integerOf } from './audio-format.js';
import { type ByteSource, bytesAt } from './byte-source.js';
import { fromExtended } from './extended.js';
import { PcmDecoder } from './pcm-decoder.js';
import type { ByteOrder } from './samples.js';

const maxChunks = 1000;
const unknown32 = 0xffffffff;

/** What a compression type of AIFF-C is, where it compresses nothing; an integer's size stands elsewhere. */
const types: ReadonlyMap<string, { readonly encoding?: Encoding; readonly order: ByteOrder }> = new Map([
  ['NONE', { order: { bigEndian: true } }],
  ['twos', { order: { bigEndian: true } }],
  ['sowt', { order: {} }],
  ['raw ', { encoding: 'int8', order: { unsigned: true } }],
  ['in24', { encoding: 'int24', order: { bigEndian: true } }],
  ['in32', { encoding: 'int32', order: { bigEndian: true } }],
  ['42ni', { encoding: 'int24', order: {} }],
  ['23ni', { encoding: 'int32', order: {} }],
  ['fl32', { encoding: 'float32', order: { bigEndian: true } }],
  ['FL32', { encoding: 'float32', order: { bigEndian: true } }],
  ['fl64', { encoding: 'float64', order: { bigEndian: true } }],
  ['FL64', { encoding: 'float64', order: { bigEndian: true } }],
]);

const supported = `supported are ${[...types.keys()].map((type) => type.trim()).join(', ')}`;

/** What the COMM chunk says. */
interface Common {
  readonly format: AudioFormat;
  readonly order: ByteOrder;
  readonly frames: number;
}

/** Where the audio is. */
interface Sound {
  readonly start: number;
  /** Null: until the end of the file. */
  readonly bytes: number | null;
}

/** AIFF and AIFF-C: chunks in any order, big-endian. */
export async function readAiff(source: ByteSource): Promise<PcmDecoder> {
  const head = await bytesAt(source, 0, 12);
  const form = head.toString('latin1', 8, 12);
  if (form !== 'AIFF' && form !== 'AIFC') {
    throw unsupported(source.name, `an IFF file of the kind ${fourLetters(head.subarray(8))}, not AIFF`);
  }
  let common: Common | undefined;
  let sound: Sound | undefined;
  let at = 12;
  for (let count = 0; count < maxChunks && !(common && sound); count++) {
    const head = await bytesAt(source, at, 8);
    if (head.length < 8) break;
    const id = head.toString('latin1', 0, 4);
    const size = head.readUInt32BE(4);
    const body = await bytesAt(source, at + 8, id === 'SSND' ? 8 : Math.min(size, 24));
    if (id === 'COMM') common = decodeCommon(body, form === 'AIFC', source.name);
    if (id === 'SSND') sound = soundAt(body, at + 8, size, source.name);
    if (sound && !common && !source.seekable) {
      throw unsupported(
        source.name,
        'its audio comes before its description (COMM), for which a stream cannot go back',
      );
    }
    at += 8 + size + (size % 2);
  }
  if (common === undefined) throw damaged(source.name, 'it has no COMM chunk');
  const { format, order } = common;
  if (sound === undefined) {
    if (common.frames > 0) throw damaged(source.name, 'it has no audio (SSND)');
    // Without frames the chunk may be missing.
    sound = { start: at, bytes: 0 };
  }
  const sizesAgree = head.readUInt32BE(4) + 8 >= (source.size ?? Number.POSITIVE_INFINITY);
  const { bytes, unfinished } = lengthOf(common, sound, sizesAgree, source.name);
  const container = form === 'AIFF' ? 'aiff' : 'aifc';
  return new PcmDecoder(source, { container, format, order, start: sound.start, bytes, unfinished });
}

/**
 * Both chunks say how long the audio is. A program that died, or wrote to a pipe, has left 0 in one of them, or the largest
 * number; a file that really holds no audio has a size of its own that agrees with it.
 */
function lengthOf(
  { frames, format }: Common,
  sound: Sound,
  sizesAgree: boolean,
  path: string,
): { bytes: number | null; unfinished: boolean } {
  const bytes = frames * format.channels * (fullBits(format.encoding) / 8);
  if (sound.bytes === null) return { bytes: null, unfinished: true };
  if (frames === 0 && sound.bytes > 0) return { bytes: sound.bytes, unfinished: true };
  if (frames === 0 && !sizesAgree) return { bytes: null, unfinished: true };
  if (bytes > sound.bytes) {
    throw damaged(path, `COMM promises ${frames} frames, for which SSND has too few bytes (${sound.bytes})`);
  }
  return { bytes, unfinished: false };
}

function soundAt(body: Buffer, at: number, size: number, path: string): Sound {
  if (body.length < 8) throw damaged(path, 'its SSND chunk is too short');
  const offset = body.readUInt32BE(0);
  if (size === unknown32) return { start: at + 8 + offset, bytes: null };
  // A size of 0 or of the 8 bytes before the audio was never completed, or the file holds none.
  const bytes = size - 8 - offset;
  if (size > 8 && bytes < 0) throw damaged(path, `its audio begins ${offset} bytes into a chunk of ${size}`);
  return { start: at + 8 + offset, bytes: Math.max(0, bytes) };
}

function decodeCommon(body: Buffer, compressed: boolean, path: string): Common {
  const least = compressed ? 22 : 18;
  if (body.length < least) throw damaged(path, `its COMM chunk has ${body.length} bytes instead of ${least}`);
  const channels = body.readUInt16BE(0);
  const bits = body.readUInt16BE(6);
  const sampleRate = fromExtended(body, 8);
  checkNumbers(path, channels, sampleRate);
  const type = compressed ? body.toString('latin1', 18, 22) : 'NONE';
  const known = types.get(type);
  if (known === undefined) {
    throw unsupported(
      path,
      `AIFF-C compression ${fourLetters(body.subarray(18, 22))} is not supported; ${supported}`,
    );
  }
  if (bits < 1 || (bits > 32 && known.encoding === undefined))
    throw unsupported(path, `${bits}-bit integer is not supported`);
  const encoding = known.encoding ?? integerOf(bits);
  const full = fullBits(encoding);
  const validBits = encoding.startsWith('int') && bits < full ? bits : full;
  return {
    format: { encoding, validBits, channels, sampleRate, channelMask: undefined },
    order: known.order,
    frames: body.readUInt32BE(2),
  };
}
