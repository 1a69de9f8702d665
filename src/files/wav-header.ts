import { type AudioFormat, isInteger, sampleBytes } from './audio-format.js';
import { encodeFormat } from './wav-format.js';

/** The sizes that stand in a header. */
export interface WavSizes {
  readonly fileBytes: number;
  readonly dataBytes: number;
}

/** What 32 bits can say; the largest value means "unknown". */
export const riffLimit = 0xfffffffe;
const unknown32 = 0xffffffff;
const ds64Bytes = 28;

/**
 * Everything before the first frame, always of the same length for a format. Without sizes it says "length
 * unknown", which readers take as "up to the end of the file". Room for 64-bit sizes is kept in a `JUNK` chunk,
 * and a file that outgrows `limit` turns into RF64 by rewriting its header alone.
 */
export function encodeHeader(format: AudioFormat, sizes?: WavSizes, limit: number = riffLimit): Buffer {
  const large = sizes !== undefined && sizes.fileBytes - 8 > limit;
  const frameBytes = sampleBytes(format.encoding) * format.channels;
  const frames = sizes === undefined ? 0 : Math.floor(sizes.dataBytes / frameBytes);
  const extra = Buffer.alloc(ds64Bytes);
  if (large) {
    extra.writeBigUInt64LE(BigInt(sizes.fileBytes - 8), 0);
    extra.writeBigUInt64LE(BigInt(sizes.dataBytes), 8);
    extra.writeBigUInt64LE(BigInt(frames), 16);
  }
  const known = sizes !== undefined && !large;
  const body = [chunk(large ? 'ds64' : 'JUNK', extra), chunk('fmt ', encodeFormat(format))];
  if (!isInteger(format.encoding)) {
    body.push(chunk('fact', uint32(known ? frames : sizes === undefined ? 0 : unknown32)));
  }
  return Buffer.concat([
    Buffer.from(large ? 'RF64' : 'RIFF', 'latin1'),
    uint32(known ? sizes.fileBytes - 8 : unknown32),
    Buffer.from('WAVE', 'latin1'),
    ...body,
    Buffer.from('data', 'latin1'),
    uint32(known ? sizes.dataBytes : unknown32),
  ]);
}

function chunk(id: string, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(id, 'latin1'), uint32(content.length), content]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
