/**
 * Writing audio files without altering a sample.
 *
 * What is written can be opened at any moment, also after the program was killed or the disk was full: a WAV file's sizes
 * are brought up to date once a second (until then they are "unknown", which is read as "to the end"), and become those
 * of RF64 when 32 bits no longer hold them. A FLAC file's length stays "unknown" until it is closed.
 */
import { extname } from 'node:path';
import { checkBoolean, checkInteger, checkOneOf, checkOptions, expected } from '../validate.js';
import { unsupported } from './audio-file-error.js';
import { AudioFileWriter, type WritableContainer, writableContainers } from './audio-file-writer.js';
import { type AudioFormat, describe, isDsd, isInteger } from './audio-format.js';
import { checkFormat, type GivenFormat } from './check-format.js';
import type { Encoder } from './encoder.js';
import { FlacEncoder } from './flac/flac-encoder.js';
import { OutputFile } from './output-file.js';
import { RawEncoder, WavEncoder } from './write-pcm.js';

/** What a file is to hold: what `AudioFile.format` has, or less. */
export interface NewAudioFile extends GivenFormat {
  /** Unless given, the one that the name of the file ends with: `.wav`, `.flac`, `.raw` or `.pcm`. */
  readonly container?: WritableContainer;
}

/** How a file is created. */
export interface CreateAudioFileOptions {
  /** Replaces an existing file, which is otherwise an error (`EEXIST`). Default false. */
  readonly overwrite?: boolean;
  /** The largest RIFF size in bytes before a WAV file becomes RF64. Default 4294967294. */
  readonly riffLimit?: number;
}

/**
 * Creates a file with its header.
 *
 * WAV takes integers of 8 to 32 bits and floats of 32 and 64; FLAC integers of 4 to 32 bits, up to 8 channels and
 * 1048575 Hz; raw files, which are little-endian with signed integers, take everything.
 *
 * @throws AudioFileError (`unsupported`) when the container does not hold such samples exactly.
 * @throws TypeError or RangeError for wrong arguments; errors of the system (`EEXIST`, `ENOSPC`) as they are.
 */
export async function createAudioFile(
  path: string,
  file: NewAudioFile,
  options: CreateAudioFileOptions = {},
): Promise<AudioFileWriter> {
  const { container, format, encoder } = plan(path, file, options);
  const overwrite = checkBoolean('options.overwrite', options.overwrite ?? false);
  const output = await OutputFile.create(path, encoder.header(0), overwrite);
  return new AudioFileWriter(output, encoder, container, format);
}

/** @internal Throws what `createAudioFile` would, as far as that can be told without touching a file. */
export function checkAudioFile(path: string, file: NewAudioFile): void {
  plan(path, file, {});
}

/** What the file is to be, once it is clear that it can be. */
function plan(path: string, file: NewAudioFile, options: CreateAudioFileOptions) {
  if (typeof path !== 'string') throw new TypeError(expected('a path', 'path', path));
  const known = ['container', 'encoding', 'channels', 'sampleRate', 'validBits', 'channelMask'];
  checkOptions('file', file, known);
  checkOptions('options', options, ['overwrite', 'riffLimit']);
  const container = checkOneOf('file.container', file.container ?? containerOf(path), writableContainers);
  const format = checkFormat('file', file);
  if (options.riffLimit !== undefined) checkInteger('options.riffLimit', options.riffLimit, 0, 0xfffffffe);
  return { container, format, encoder: encoderFor(path, container, format, options) };
}

function containerOf(path: string): string | undefined {
  const ending = extname(path).slice(1).toLowerCase();
  return ending === 'pcm' ? 'raw' : ending;
}

const flacHolds = 'integers of 4 to 32 bits, up to 8 channels and 1048575 Hz';

function encoderFor(
  path: string,
  container: WritableContainer,
  format: AudioFormat,
  { riffLimit }: CreateAudioFileOptions,
): Encoder {
  if (container === 'raw') return new RawEncoder(format);
  if (isDsd(format.encoding)) throw unsupported(path, `DSD is not written to ${container} files`);
  checkInteger('file.sampleRate', format.sampleRate, 1, 0xffffffff);
  if (container === 'wav') return new WavEncoder(format, riffLimit);
  const { channels, sampleRate, validBits } = format;
  if (!isInteger(format.encoding) || validBits < 4 || channels > 8 || sampleRate > 1_048_575) {
    const what = `${describe(format)}, ${channels} channels, ${sampleRate} Hz`;
    throw unsupported(path, `FLAC files do not hold ${what}; they hold ${flacHolds}`);
  }
  return new FlacEncoder(format);
}
