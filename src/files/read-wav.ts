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

/** Walks the chunks up to the audio. The file may be RIFF, or RF64 or BW64 for more than 4 GiB. */
export async function readWav(source: ByteSource, kind: RiffKind): Promise<PcmDecoder> {
  const riff = await bytesAt(source, 0, 12);
  const form = riff.subarray(8, 12);
  if (form.toString('latin1') !== 'WAVE') {
    throw unsupported(source.name, `a RIFF file of the kind ${fourLetters(form)}, which is not WAVE`);
  }
  const large = kind !== 'RIFF';
  let format: AudioFormat | undefined;
  let largeSize: number | undefined;
  let largeFrames = 0;
  let at = 12;
  for (let count = 0; count < maxChunks; count++) {
    const head = await bytesAt(source, at, 8);
    if (head.length < 8) break;
    const id = head.toString('latin1', 0, 4);
    const size = head.readUInt32LE(4);
    const start = at + 8;
    if (id === 'data') {
      if (format === undefined) throw damaged(source.name, 'the audio comes before its description (fmt)');
      const end = source.size ?? start + 1;
      const sizesAgree = riff.readUInt32LE(4) + 8 >= end && riff.readUInt32LE(4) !== unknown32;
      let bytes = declaredSize(size, sizesAgree);
      if (large && size === unknown32) {
        bytes = largeSize;
        // ffmpeg counts the byte that makes a chunk even.
        const exact = largeFrames * sampleBytes(format.encoding) * format.channels;
        if (bytes === exact + 1) bytes = exact;
      }
      return new PcmDecoder(source, {
        container: containers[kind],
        format,
        order: { unsigned: true },
        start,
        bytes: bytes ?? null,
        unfinished: bytes === undefined,
      });
    }
    const body = await bytesAt(source, start, Math.min(size, maxRead));
    if (id === 'fmt ') format = decodeFormat(body, source.name);
    if (id === 'ds64' && body.length >= 24) {
      largeSize = Number(body.readBigUInt64LE(8));
      largeFrames = Number(body.readBigUInt64LE(16));
    }
    at = start + size + (size % 2);
  }
  throw damaged(source.name, format === undefined ? 'it has no fmt chunk' : 'it has no audio (data)');
}

/**
 * A program that died, or wrote to a pipe, leaves a size that it could not know: the largest, what sox puts there,
 * or 0. A file that really holds no audio has a RIFF size that agrees with it.
 */
function declaredSize(size: number, sizesAgree: boolean): number | undefined {
  if (size === unknown32 || size === 0x7ffff000) return undefined;
  return size === 0 && !sizesAgree ? undefined : size;
}
