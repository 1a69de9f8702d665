import { damaged, unsupported } from './audio-file-error.js';
import type { AudioFormat } from './audio-format.js';
import { type ByteSource, bytesAt } from './byte-source.js';
import { PcmDecoder } from './pcm-decoder.js';
import { decodeFormat } from './wav-format.js';

const maxChunks = 1000;
const maxRead = 64;
/** A chunk is named by 16 bytes, of which four are letters; its size of 64 bits counts them and itself. */
const headBytes = 24;
const tail = Buffer.from('f3acd3118cd100c04f8edb8a', 'hex');
const riffTail = Buffer.from('2e91cf11a5d628db04c10000', 'hex');

/** Wave64, Sony's WAV of 64 bits: chunks begin at multiples of 8. */
export async function readW64(source: ByteSource): Promise<PcmDecoder> {
  const riff = await bytesAt(source, 0, 40);
  const sound = riff.subarray(4, 16).equals(riffTail) && riff.toString('latin1', 24, 28) === 'wave';
  if (!sound || !riff.subarray(28, 40).equals(tail))
    throw unsupported(source.name, 'begins with "riff" and is not Wave64');
  let format: AudioFormat | undefined;
  let at = 40;
  for (let count = 0; count < maxChunks; count++) {
    const head = await bytesAt(source, at, headBytes);
    if (head.length < headBytes) break;
    const id = head.subarray(4, 16).equals(tail) ? head.toString('latin1', 0, 4) : '';
    const size = Number(head.readBigUInt64LE(16));
    const start = at + headBytes;
    if (id === 'data') {
      if (format === undefined) throw damaged(source.name, 'the audio comes before its description (fmt)');
      const unknown = size < headBytes || size > Number.MAX_SAFE_INTEGER;
      const bytes = unknown ? null : size - headBytes;
      return new PcmDecoder(source, {
        container: 'w64',
        format,
        order: { unsigned: true },
        start,
        bytes,
        unfinished: unknown,
      });
    }
    if (size < headBytes || size > Number.MAX_SAFE_INTEGER)
      throw damaged(source.name, `a chunk has a size of ${size}`);
    const body = await bytesAt(source, start, Math.min(size - headBytes, maxRead));
    if (id === 'fmt ') format = decodeFormat(body, source.name);
    at += Math.ceil(size / 8) * 8;
  }
  throw damaged(source.name, format === undefined ? 'it has no fmt chunk' : 'it has no audio (data)');
}
