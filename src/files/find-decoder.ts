import { AudioFileError, unsupported } from './audio-file-error.js';
import { type ByteSource, bytesAt } from './byte-source.js';
import type { Decoder } from './decoder.js';
import { readFlac } from './flac/flac-decoder.js';
import { readAiff } from './read-aiff.js';
import { readDsdiff } from './read-dsdiff.js';
import { readDsf } from './read-dsf.js';
import { type RawFormat, readRaw } from './read-raw.js';
import { readW64 } from './read-w64.js';
import { type RiffKind, readWav } from './read-wav.js';
import { headBytes } from './stream-source.js';

type Open = (source: ByteSource, kind: string) => Promise<Decoder>;

/** By the first four bytes of a file. */
const readers: ReadonlyMap<string, Open> = new Map<string, Open>([
  ['RIFF', (source, kind) => readWav(source, kind as RiffKind)],
  ['RF64', (source, kind) => readWav(source, kind as RiffKind)],
  ['BW64', (source, kind) => readWav(source, kind as RiffKind)],
  ['riff', readW64],
  ['FORM', readAiff],
  ['DSD ', readDsf],
  ['FRM8', readDsdiff],
  ['fLaC', (source) => readFlac(source)],
  ['ID3\x03', readTagged],
  ['ID3\x04', readTagged],
]);

const others: readonly (readonly [RegExp, string])[] = [
  [/^RIFX/, 'a big-endian WAV file (RIFX)'],
  [/^OggS/, 'an Ogg file'],
  [/^\xff[\xe0-\xff]/, 'an MPEG audio file (MP3 or AAC)'],
  [/^....ftyp/s, 'an MPEG-4 file (M4A)'],
  [/^caff/, 'a Core Audio file (CAF)'],
  [/^wvpk/, 'a WavPack file'],
  [/^MAC /, "a Monkey's Audio file"],
  [/^(\.snd|dns\.)/, 'a Sun audio file (AU)'],
];

const readable = 'read are WAV, RF64, BW64, Wave64, AIFF, AIFF-C, FLAC, DSF and DSDIFF';

/** FLAC files may begin with tags as those of MP3 files do; their size has seven bits a byte. */
async function readTagged(source: ByteSource): Promise<Decoder> {
  const head = await bytesAt(source, 0, 10);
  const size = [...head.subarray(6)].reduce((sum, byte) => sum * 128 + (byte & 127), 0);
  const start = 10 + size + ((head[5] ?? 0) & 16 ? 10 : 0);
  if ((await bytesAt(source, start, 4)).toString('latin1') === 'fLaC') return readFlac(source, start);
  throw unsupported(
    source.name,
    `a file that begins with ID3 tags and is no FLAC, such as MP3; convert it: ${readable}`,
  );
}

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
