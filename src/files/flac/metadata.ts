import { damaged, unsupported } from '../audio-file-error.js';
import { type ByteSource, bytesAt } from '../byte-source.js';
import { decodeStreamInfo, type StreamInfo, streamInfoBytes } from './stream-info.js';

/** A file has a handful; one that is all tiny blocks would be walked for hours. */
const maxBlocks = 1000;
/** Of a block of comments no more is looked at. */
const maxComments = 64 * 1024;
const maskName = 'WAVEFORMATEXTENSIBLE_CHANNEL_MASK=';

/** What stands before the audio. */
export interface FlacMetadata {
  readonly info: StreamInfo;
  readonly channelMask: number | undefined;
  /** Where the first block of audio is. */
  readonly audio: number;
}

/** `start`: where `fLaC` is. */
export async function readMetadata(source: ByteSource, start: number): Promise<FlacMetadata> {
  let info: StreamInfo | undefined;
  let channelMask: number | undefined;
  let at = start + 4;
  for (let count = 0; count < maxBlocks; count++) {
    const head = await bytesAt(source, at, 4);
    if (head.length < 4) throw damaged(source.name, 'it ends before its audio');
    const type = head.readUInt8(0) & 127;
    const size = head.readUIntBE(1, 3);
    if (info === undefined) {
      if (type !== 0 || size < streamInfoBytes)
        throw damaged(source.name, 'it does not begin with STREAMINFO');
      const body = await bytesAt(source, at + 4, streamInfoBytes);
      if (body.length < streamInfoBytes) throw damaged(source.name, 'it ends before its audio');
      info = decodeStreamInfo(body);
      check(info, source.name);
    } else if (type === 127) throw damaged(source.name, 'it has a block of metadata of an impossible kind');
    else if (type === 4) channelMask = maskIn(await bytesAt(source, at + 4, Math.min(size, maxComments)));
    at += 4 + size;
    if (head.readUInt8(0) > 127) return { info, channelMask, audio: at };
  }
  throw damaged(source.name, `it has more than ${maxBlocks} blocks of metadata`);
}

function check({ minBlock, maxBlock, sampleRate, bits }: StreamInfo, path: string): void {
  if (sampleRate === 0) throw unsupported(path, 'a FLAC file without a sample rate, which is not audio');
  if (bits < 4) throw damaged(path, `it has samples of ${bits} bits; FLAC has 4 to 32`);
  if (maxBlock < 1 || minBlock > maxBlock) {
    throw damaged(path, `it has blocks of ${minBlock} to ${maxBlock} frames`);
  }
}

/** The speakers, as the `flac` program notes them down in a comment. */
function maskIn(comments: Buffer): number | undefined {
  try {
    let at = 4 + comments.readUInt32LE(0);
    const count = comments.readUInt32LE(at);
    at += 4;
    for (let i = 0; i < count; i++) {
      const size = comments.readUInt32LE(at);
      const text = comments.toString('latin1', at + 4, at + 4 + Math.min(size, 80));
      at += 4 + size;
      if (!text.toUpperCase().startsWith(maskName)) continue;
      const mask = Number(text.slice(maskName.length));
      return Number.isInteger(mask) && mask >= 0 && mask <= 0xffffffff ? mask : undefined;
    }
  } catch (error) {
    // Comments are not audio: those that end too early say nothing.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}
