import { checkBoolean, checkInteger, checkOneOf, checkOptions } from '../validate.js';
import type { Encoding } from './audio-format.js';
import type { ByteSource } from './byte-source.js';
import { checkFormat } from './check-format.js';
import { PcmDecoder } from './pcm-decoder.js';

/** What raw samples are, as nothing in them says it. Channels take turns frame by frame; of DSD byte by byte. */
export interface RawFormat {
  /** How one sample is stored. */
  readonly encoding: Encoding;
  /** 1 to 1024. */
  readonly channels: number;
  /** Hz. */
  readonly sampleRate: number;
  /** Bits in use, from the top. Default: all. */
  readonly validBits?: number;
  /** Speakers as in `WAVE_FORMAT_EXTENSIBLE`. Default: none. */
  readonly channelMask?: number | undefined;
  /** Default `little`. */
  readonly byteOrder?: 'little' | 'big';
  /** Only for `int8`: silence is 128. Default false. */
  readonly unsigned?: boolean;
  /** Bytes at the beginning that are no samples. Default 0. */
  readonly skip?: number;
}

const known = [
  'encoding',
  'channels',
  'sampleRate',
  'validBits',
  'channelMask',
  'byteOrder',
  'unsigned',
  'skip',
];

export function readRaw(source: ByteSource, raw: RawFormat): PcmDecoder {
  checkOptions('options.raw', raw, known);
  const format = checkFormat('options.raw', raw);
  const order = checkOneOf('options.raw.byteOrder', raw.byteOrder ?? 'little', ['little', 'big']);
  return new PcmDecoder(source, {
    container: 'raw',
    format,
    order: {
      bigEndian: order === 'big',
      unsigned: checkBoolean('options.raw.unsigned', raw.unsigned ?? false),
    },
    start: checkInteger('options.raw.skip', raw.skip ?? 0, 0, Number.MAX_SAFE_INTEGER),
    bytes: null,
  });
}
