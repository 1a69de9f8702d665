import { AudioFileError, unsupported } from './audio-file-error.js';
import { type ByteSource, bytesAt, headBytes } from './byte-source.js';
import type { Decoder } from './decoder.js';
import { type RawFormat, readRaw } from './read-raw.js';
import { type RiffKind, readWav } from './read-wav.js';

type Open = (source: ByteSource, kind: string) => Promise<Decoder>;

/** By the first four bytes of a file. */
const readers: ReadonlyMap<string, Open> = new Map<string, Open>([
  ['RIFF', (source, kind) => readWav(source, kind as RiffKind)],
  ['RF64', (source, kind) => readWav(source, kind as RiffKind)],
  ['BW64', (source, kind) => readWav(source, kind as RiffKind)],
]);

const others: readonly (readonly [RegExp, string])[] = [
  [/^RIFX/, 'a big-endian WAV file (RIFX)'],
  [/^OggS/, 'an Ogg file'],
  [/^ID3/, 'a file that begins with ID3 tags, such as MP3'],
  [/^\xff[\xe0-\xff]/, 'an MPEG audio file (MP3 or AAC)'],
  [/^....ftyp/s, 'an MPEG-4 file (M4A)'],
  [/^caff/, 'a Core Audio file (CAF)'],
  [/^wvpk/, 'a WavPack file'],
  [/^MAC /, "a Monkey's Audio file"],
  [/^(\.snd|dns\.)/, 'a Sun audio file (AU)'],
];

const readable = 'read are WAV, RF64, BW64, Wave64, AIFF, AIFF-C, FLAC, DSF and DSDIFF';

/** Finds out what a file is and reads its header. */
export async function findDecoder(source: ByteSource, raw: RawFormat | undefined): Promise<Decoder> {
  if (raw !== undefined) return readRaw(source, raw);
  const head = await bytesAt(source, 0, headBytes);
  if (head.length === 0) throw new AudioFileError(source.name, 'unknown', 'not an audio file: it is empty');
  const kind = head.toString('latin1', 0, 4);
  const open = readers.get(kind);
  if (open !== undefined) return open(source, kind);
  const text = head.toString('latin1');
  const other = others.find(([pattern]) => pattern.test(text));
  if (other !== undefined) throw unsupported(source.name, `${other[1]}; convert it: ${readable}`);
  throw new AudioFileError(source.name, 'unknown', `not an audio file; ${readable}`);
}
