import { damaged, fourLetters, unsupported } from './audio-file-error.js';
import { type AudioFormat, sampleBytes } from './audio-format.js';
import { type ByteSource, bytesAt } from './byte-source.js';
import type { Container } from './decoder.js';
import { PcmDecoder } from './pcm-decoder.js';
import { decodeFormat } from './wav-format.js';

/** A file that is all tiny chunks would be walked for hours. */
const maxChunks = 1000;
/** Only the beginning of a chunk is needed, and a damaged size must not make us allocate gigabytes. */
const maxRead = 64;
const unknown32 = 0xffffffff;

const containers = { RIFF: 'wav', RF64: 'rf64', BW64: 'bw64' } as const satisfies Record<string, Container>;
export type RiffKind = keyof typeof containers;

/** What a file of more than 32 bits says in its ds64 chunk, in bytes but for the frames. */
interface LargeSizes {
  readonly riff: number;
  readonly data: number;
  readonly frames: number;
}

/** Walks the chunks up to the audio. The file may be RIFF, or RF64 or BW64 for more than 4 GiB. */
export async function readWav(source: ByteSource, kind: RiffKind): Promise<PcmDecoder> {
  const riff = await bytesAt(source, 0, 12);
  const form = riff.subarray(8, 12);
  if (form.toString('latin1') !== 'WAVE') {
    throw unsupported(source.name, `a RIFF file of the kind ${fourLetters(form)}, which is not WAVE`);
  }
  let format: AudioFormat | undefined;
  let large: LargeSizes | undefined;
  let at = 12;
  for (let count = 0; count < maxChunks; count++) {
    const head = await bytesAt(source, at, 8);
    if (head.length < 8) break;
    const id = head.toString('latin1', 0, 4);
    const size = head.readUInt32LE(4);
    const start = at + 8;
    if (id === 'data') {
      if (format === undefined) throw damaged(source.name, 'the audio comes before its description (fmt)');
      const sizes = { riff: riff.readUInt32LE(4), data: size };
      const bytes = audioBytes(sizes, kind === 'RIFF' ? undefined : large, format, source.size ?? start + 1);
      const [container, order, unfinished] = [containers[kind], { unsigned: true }, bytes === null];
      return new PcmDecoder(source, { container, format, order, start, bytes, unfinished });
    }
    const body = await bytesAt(source, start, Math.min(size, maxRead));
    if (id === 'fmt ') format = decodeFormat(body, source.name);
    if (id === 'ds64' && body.length >= 24) {
      const [riff, data, frames] = [0, 8, 16].map((at) => Number(body.readBigUInt64LE(at)));
      large = { riff, data, frames } as LargeSizes;
    }
    at = start + size + (size % 2);
  }
  throw damaged(source.name, format === undefined ? 'it has no fmt chunk' : 'it has no audio (data)');
}

/**
 * How long the audio is; null where nobody knew. A program that died, or wrote to a pipe, leaves a size that it could not
 * know: the largest, what sox puts there, or 0. A file that really holds no audio has a RIFF size that agrees with it.
 */
function audioBytes(
  sizes: { readonly riff: number; readonly data: number },
  large: LargeSizes | undefined,
  format: AudioFormat,
  fileSize: number,
): number | null {
  const riff = sizes.riff === unknown32 ? large?.riff : sizes.riff;
  const data = sizes.data === unknown32 ? large?.data : sizes.data;
  if (data === undefined || sizes.data === 0x7ffff000) return null;
  if (data === 0 && (riff === undefined || riff + 8 < fileSize)) return null;
  // ffmpeg counts the byte that makes a chunk even.
  const exact = (large?.frames ?? 0) * sampleBytes(format.encoding) * format.channels;
  return sizes.data === unknown32 && data === exact + 1 ? exact : data;
}
