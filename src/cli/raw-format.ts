import { type Encoding, encodings } from '../files/audio-format.js';
import type { RawFormat } from '../files/read-raw.js';
import { usageError } from './command.js';

const spelling = /^(uint8|[a-z]+\d+|dsd-[lm]sb)(le|be)?:(\d{1,4}):(\d+(?:\.\d+)?)$/;

/** What `--raw` says of samples without a header: `int16le:2:44100`, or the same without `le`. */
export function parseRaw(text: string): RawFormat {
  const [, name = '', order, channels, rate] = spelling.exec(text) ?? [];
  const unsigned = name === 'uint8';
  const encoding: Encoding | undefined = unsigned ? 'int8' : encodings.find((known) => known === name);
  const hasOrder = encoding !== undefined && /16|24|32|64/.test(encoding);
  if (
    encoding === undefined ||
    (order !== undefined && !hasOrder) ||
    !(Number(channels) > 0 && Number(rate) > 0)
  ) {
    throw usageError(
      `--raw needs an encoding, channels and Hz, such as int16le:2:44100, not "${text}"; ` +
        'encodings are int8, uint8, int16, int24, int32, float32 and float64, with le or be, dsd-lsb and dsd-msb',
    );
  }
  return {
    encoding,
    channels: Number(channels),
    sampleRate: Number(rate),
    byteOrder: order === 'be' ? 'big' : 'little',
    unsigned,
  };
}
