/** Every encoding of a take: what the stream delivers is what the files have. */
import { join } from 'node:path';
import { openAudioFile, type StreamFormat } from 'bufferswitch/files';
import { describe, expect, it } from 'vitest';
import { bytesOf, type Samples } from '../../dist/format.js';
import { FileNames } from '../../dist/recording/file-names.js';
import type { Sound, TakeEncoding } from '../../dist/recording/sound.js';
import { TakeWriter } from '../../dist/recording/take-writer.js';
import { scratchDirectory, testWords } from '../files/support.js';

const scratch = scratchDirectory();
const channels = 2;
const frames = 5000;

/** As a stream has them: bytes of three for 24 bits, the upper half for 16. */
function asDelivered(words: Int32Array, encoding: TakeEncoding): Samples {
  if (encoding === 'int32') return words;
  if (encoding === 'float32') return new Float32Array(words.buffer);
  if (encoding === 'int16') return Int16Array.from(words, (word) => word >> 16);
  return Uint8Array.from({ length: 3 * words.length }, (_, i) => {
    return (words[Math.floor(i / 3)] as number) >> (8 + 8 * (i % 3));
  });
}

function interleaved(arrays: readonly Samples[], encoding: TakeEncoding): Samples {
  const [first] = arrays as [Samples];
  const run = encoding === 'int24' ? 3 : 1;
  const make = first.constructor as new (length: number) => Samples;
  const result = new make(first.length * channels);
  for (let n = 0; n < first.length; n++) {
    for (const [channel, array] of arrays.entries()) {
      result[(Math.floor(n / run) * channels + channel) * run + (n % run)] = array[n] as number;
    }
  }
  return result;
}

const cases = (['int16', 'int24', 'int32', 'float32'] as const).flatMap((encoding) =>
  (['wav', 'flac'] as const).flatMap((container) =>
    [false, true].map((mono) => ({ encoding, container, mono })),
  ),
);

describe('the files have what the stream delivers', () => {
  it.each(cases.filter(({ encoding, container }) => container === 'wav' || encoding !== 'float32'))(
    '$encoding, $container, mono $mono',
    async ({ encoding, container, mono }) => {
      const words = [1, 2].map((seed) => testWords(encoding, frames, seed));
      const planes = words.map((array) => asDelivered(array, encoding));
      const layout = mono || container === 'flac' ? 'planar' : 'interleaved';
      const sound: Sound = { encoding, layout, channels };
      const path = join(scratch, `${encoding}-${mono}.${container}`);
      const names = new FileNames(path, false, mono ? [0, 1] : null);
      const writer = new TakeWriter(names, { sound, container, sampleRate: 44_100, mono });
      const arrays = layout === 'planar' ? planes : [interleaved(planes, encoding)];
      // From somewhere in the arrays up to somewhere else, and then the rest.
      for (const [from, count] of [
        [0, 1234],
        [1234, 3000],
        [4234, 766],
      ] as const)
        await writer.write({ channels: arrays, frames, position: 0, gaps: [] }, from, count);
      await writer.close();
      const back: Buffer[] = [];
      for (const { path: name } of writer.files) {
        const file = await openAudioFile(name, { streamFormat: encoding as StreamFormat });
        expect(file).toMatchObject({ frames, problem: null });
        expect(file.format).toMatchObject({ encoding, channels: mono ? 1 : channels });
        for await (const block of file.blocks({ frames })) {
          back.push(...block.samples.map((array) => Buffer.from(bytesOf(array).slice())));
        }
        await file.close();
      }
      expect(back).toEqual(planes.map((array) => Buffer.from(bytesOf(array))));
    },
  );
});
