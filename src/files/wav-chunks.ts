import type { FileHandle } from 'node:fs/promises';
import { decodeFormat, fileError, frameBytes, type WavFormat } from './wav-format.js';

/** Where the audio of a WAV file is, and what is wrong with the file. */
export interface WavLayout {
  readonly format: WavFormat;
  /** Offset of the first frame in bytes. */
  readonly dataStart: number;
  /** Whole frames that are really there. */
  readonly frames: number;
  /** What the header promises and the file lacks, in one sentence; null for a sound file. */
  readonly problem: string | null;
}

/** A file that is all tiny chunks would be walked for hours. */
const maxChunks = 1000;
/** Only the beginning of a chunk is needed, and a damaged size must not make us allocate gigabytes. */
const maxRead = 64;
const unknown32 = 0xffffffff;

const unsupportedKinds: ReadonlyMap<string, string> = new Map([
  ['RIFX', 'a big-endian WAV file (RIFX)'],
  ['FORM', 'an AIFF file'],
  ['fLaC', 'a FLAC file'],
  ['riff', 'a Wave64 file'],
  ['OggS', 'an Ogg file'],
]);

/** Walks the chunks up to the audio. The file may be RIFF, or RF64/BW64 for more than 4 GiB. */
export async function findAudio(file: FileHandle, path: string): Promise<WavLayout> {
  const stat = await file.stat();
  if (!stat.isFile()) throw fileError(path, 'not a regular file');
  const riff = await readAt(file, 0, 12);
  const kind = riff.toString('latin1', 0, 4);
  const large = kind === 'RF64' || kind === 'BW64';
  if (riff.length < 12 || !(large || kind === 'RIFF') || riff.toString('latin1', 8, 12) !== 'WAVE') {
    const what = unsupportedKinds.get(kind);
    throw fileError(path, what === undefined ? 'not a WAV file' : `${what}; convert it to WAV`);
  }
  let format: WavFormat | undefined;
  let largeSize: number | undefined;
  let at = 12;
  for (let count = 0; count < maxChunks; count++) {
    const head = await readAt(file, at, 8);
    if (head.length < 8) break;
    const id = head.toString('latin1', 0, 4);
    const size = head.readUInt32LE(4);
    if (id === 'data') {
      if (format === undefined)
        throw fileError(path, 'damaged: the audio comes before its description (fmt)');
      const riffSize = riff.readUInt32LE(4);
      const declared =
        large && size === unknown32 ? largeSize : declaredSize(size, riffSize + 8 >= stat.size);
      return layout(format, at + 8, declared, stat.size);
    }
    const body = await readAt(file, at + 8, Math.min(size, maxRead));
    if (id === 'fmt ') format = decodeFormat(body, path);
    if (id === 'ds64' && body.length >= 16) largeSize = Number(body.readBigUInt64LE(8));
    at += 8 + size + (size % 2);
  }
  throw fileError(
    path,
    format === undefined ? 'damaged: it has no fmt chunk' : 'damaged: it has no audio (data)',
  );
}

/**
 * A program that died, or wrote to a pipe, leaves a size that it could not know: the largest, what sox puts there,
 * or 0. A file that really holds no audio has a RIFF size that agrees with it.
 */
function declaredSize(size: number, sizesAgree: boolean): number | undefined {
  if (size === unknown32 || size === 0x7ffff000) return undefined;
  return size === 0 && !sizesAgree ? undefined : size;
}

function layout(
  format: WavFormat,
  dataStart: number,
  declared: number | undefined,
  fileSize: number,
): WavLayout {
  const bytes = frameBytes(format);
  const present = Math.max(0, fileSize - dataStart);
  const frames = Math.floor(Math.min(present, declared ?? present) / bytes);
  if (declared === undefined) {
    return {
      format,
      dataStart,
      frames,
      problem: `unfinished: its length is unknown, ${frames} frames are there`,
    };
  }
  if (declared > present) {
    const promised = Math.floor(declared / bytes);
    return { format, dataStart, frames, problem: `truncated: ${frames} of ${promised} frames are there` };
  }
  const stray = declared % bytes;
  return {
    format,
    dataStart,
    frames,
    problem: stray === 0 ? null : `damaged: the last frame has ${stray} of ${bytes} bytes and is left out`,
  };
}

/** Up to `length` bytes; fewer at the end of the file. */
async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let got = 0;
  while (got < length) {
    const { bytesRead } = await file.read(buffer, got, length - got, position + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return buffer.subarray(0, got);
}
