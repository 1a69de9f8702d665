import { BufferSwitchError } from '../errors.js';

/**
 * A driver's sample type, as numbers that are exact: full scale is [-1, 1). DSD has no numbers: there a value is a byte,
 * eight samples of a channel with the first one in the highest bit, or with `dsdint8ner8` one.
 */
export interface Codec {
  readonly kind: 'integer' | 'float' | 'dsd';
  /** Significant bits of a value. */
  readonly bits: number;
  /** Bytes of a value. */
  readonly bytes: number;
  /** Frames of the stream in a value: 8 where a byte holds eight samples. */
  readonly frames: number;
  /** Takes the first `count` values out of a driver's bytes. */
  read(bytes: Uint8Array, values: Float64Array, count: number): void;
  write(values: Float64Array, bytes: Uint8Array, count: number): void;
}

/** The codec of one of the protocol's types. */
export function codecOf(sampleType: string): Codec {
  const [, family, width, order, valid] = /^(int|float)(16|24|32|64)([lm]sb)(\d*)$/.exec(sampleType) ?? [];
  if (family === 'float') return floats(width === '32', order === 'lsb');
  if (family === 'int') {
    const bits = Number(valid === '' ? width : valid);
    return integers(Number(width) / 8, bits, order === 'lsb');
  }
  if (/^dsdint8(lsb1|msb1|ner8)$/.test(sampleType)) return oneBit(sampleType);
  throw new BufferSwitchError(
    'INVALID_STATE',
    `There is no way to verify samples of the type ${sampleType}.`,
  );
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength);

function floats(isSingle: boolean, little: boolean): Codec {
  const bytes = isSingle ? 4 : 8;
  return {
    kind: 'float',
    bits: isSingle ? 24 : 53,
    bytes,
    frames: 1,
    read(from, values, count) {
      const view = viewOf(from);
      for (let i = 0; i < count; i++) {
        values[i] = isSingle ? view.getFloat32(4 * i, little) : view.getFloat64(8 * i, little);
      }
    },
    write(values, to, count) {
      const view = viewOf(to);
      for (let i = 0; i < count; i++) {
        const value = values[i] as number;
        if (isSingle) view.setFloat32(4 * i, value, little);
        else view.setFloat64(8 * i, value, little);
      }
    },
  };
}

/** What lies above the valid bits of a wide container repeats the sign when written and does not count when read. */
function integers(bytes: number, bits: number, little: boolean): Codec {
  const scale = 2 ** (bits - 1);
  const unused = 32 - bits;
  /** Where the bytes of a code lie, from the lowest on. */
  const places = Array.from({ length: bytes }, (_, i) => (little ? i : bytes - 1 - i));
  return {
    kind: 'integer',
    bits,
    bytes,
    frames: 1,
    read(from, values, count) {
      for (let i = 0, at = 0; i < count; i++, at += bytes) {
        let code = 0;
        for (let b = 0; b < bytes; b++) code |= (from[at + (places[b] as number)] as number) << (8 * b);
        values[i] = ((code << unused) >> unused) / scale;
      }
    },
    write(values, to, count) {
      for (let i = 0, at = 0; i < count; i++, at += bytes) {
        const code = (values[i] as number) * scale;
        for (let b = 0; b < bytes; b++) to[at + (places[b] as number)] = code >> (8 * b);
      }
    },
  };
}

const reversed = Uint8Array.from({ length: 256 }, (_, byte) => {
  let result = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) result |= 0x80 >> bit;
  return result;
});

function oneBit(sampleType: string): Codec {
  const lowestFirst = sampleType === 'dsdint8lsb1';
  return {
    kind: 'dsd',
    bits: 8,
    bytes: 1,
    frames: sampleType === 'dsdint8ner8' ? 1 : 8,
    read(from, values, count) {
      for (let i = 0; i < count; i++) {
        const byte = from[i] as number;
        values[i] = lowestFirst ? (reversed[byte] as number) : byte;
      }
    },
    write(values, to, count) {
      for (let i = 0; i < count; i++) {
        const byte = values[i] as number;
        to[i] = lowestFirst ? (reversed[byte] as number) : byte;
      }
    },
  };
}
