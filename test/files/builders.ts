/** Files that no program at hand makes, built byte by byte. */

function uint(bytes: number, value: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  if (bytes === 8) buffer.writeBigUInt64BE(BigInt(value));
  else buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}

const text = (value: string) => Buffer.from(value, 'latin1');

/** A big-endian chunk of AIFF (sizes of 4 bytes) or DSDIFF (8), padded; a size other than the true one can be claimed. */
export function bigChunk(sizeBytes: 4 | 8, id: string, content: Buffer, size = content.length): Buffer {
  return Buffer.concat([text(id), uint(sizeBytes, size), content, Buffer.alloc(content.length % 2)]);
}

export interface AiffParts {
  readonly audio: Buffer;
  readonly frames: number;
  readonly channels: number;
  readonly bits: number;
  /** Of AIFF-C; without it the file is AIFF. */
  readonly type?: string;
  /** 80-bit, as it stands; 48000 Hz unless given. */
  readonly rate?: string;
  /** SSND before COMM. */
  readonly soundFirst?: boolean;
  readonly soundSize?: number;
}

export function aiff(parts: AiffParts): Buffer {
  const { audio, frames, channels, bits, type, rate = '400ebb80000000000000' } = parts;
  const common = [uint(2, channels), uint(4, frames), uint(2, bits), Buffer.from(rate, 'hex')];
  if (type !== undefined) common.push(text(type), text('\x02no\0'));
  const comm = bigChunk(4, 'COMM', Buffer.concat(common));
  const sound = bigChunk(4, 'SSND', Buffer.concat([uint(8, 0), audio]), parts.soundSize);
  const order = parts.soundFirst === true ? [sound, comm] : [comm, sound];
  const chunks = [bigChunk(4, 'NAME', text('odd')), ...order];
  return bigChunk(4, 'FORM', Buffer.concat([text(type === undefined ? 'AIFF' : 'AIFC'), ...chunks]));
}

/** DSF of one array of bytes for each channel, the first sample in the lowest bit or, with `bits` 8, in the highest. */
export function dsf(
  channels: readonly Uint8Array[],
  samples: number,
  bits: 1 | 8 = 1,
  rate = 2822400,
): Buffer {
  const block = 4096;
  const length = channels[0]?.length ?? 0;
  const groups = Array.from({ length: Math.ceil(length / block) }, (_, group) =>
    channels.map((bytes) => {
      const padded = Buffer.alloc(block);
      padded.set(bytes.subarray(group * block, (group + 1) * block));
      return padded;
    }),
  );
  const audio = Buffer.concat(groups.flat());
  const head = Buffer.alloc(92);
  head.write('DSD ', 'latin1');
  head.writeBigUInt64LE(28n, 4);
  head.writeBigUInt64LE(BigInt(92 + audio.length), 12);
  head.write('fmt ', 28, 'latin1');
  head.writeBigUInt64LE(52n, 32);
  const fields = [1, 0, channels.length, channels.length, rate, bits];
  for (const [i, value] of fields.entries()) head.writeUInt32LE(value, 40 + 4 * i);
  head.writeBigUInt64LE(BigInt(samples), 64);
  head.writeUInt32LE(block, 72);
  head.write('data', 80, 'latin1');
  head.writeBigUInt64LE(BigInt(12 + audio.length), 84);
  return Buffer.concat([head, audio]);
}

/** DSDIFF of bytes in which the channels take turns. */
export function dsdiff(audio: Buffer, channels: number, compression = 'DSD ', size?: number): Buffer {
  const ids = Array.from({ length: channels }, (_, i) => text(`C${String(i).padStart(3, '0')}`));
  const properties = [
    text('SND '),
    bigChunk(8, 'FS  ', uint(4, 2822400)),
    bigChunk(8, 'CHNL', Buffer.concat([uint(2, channels), ...ids])),
    bigChunk(8, 'CMPR', Buffer.concat([text(compression), text('\x0enot compressed')])),
  ];
  return bigChunk(
    8,
    'FRM8',
    Buffer.concat([
      text('DSD '),
      bigChunk(8, 'FVER', uint(4, 0x01050000)),
      bigChunk(8, 'PROP', Buffer.concat(properties)),
      bigChunk(8, compression, audio, size),
    ]),
  );
}
