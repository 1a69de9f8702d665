/**
 * Reading audio files without altering a sample.
 *
 * `openAudioFile` finds out what a file is by its first bytes, whatever its name. Read are WAV, RF64, BW64, Wave64, AIFF,
 * AIFF-C, FLAC, DSF and DSDIFF, and raw samples whose format is given. What is compressed with loss, or packed in a way
 * that is not known here, is refused with an `AudioFileError` that says what it is.
 *
 * Memory: at most 8 MiB for each open file whatever its header claims, beside the arrays that are read into.
 */
import { arrayOf, type Layout, layouts } from '../format.js';
import { checkOneOf, checkOptions } from '../validate.js';
import { AudioFile } from './audio-file.js';
import { type AudioSource, openSource } from './byte-source.js';
import { chooseFormat, type StreamFormat } from './delivery.js';
import { findDecoder } from './find-decoder.js';
import type { RawFormat } from './read-raw.js';

/** How a file is read. */
export interface OpenAudioFileOptions {
  /**
   * The format in which `read` delivers samples, as that of a stream. Unless given, the one that holds every bit of the
   * file: `int32` for integers, left-justified, and otherwise what the file has. One that could alter a sample is refused.
   */
  readonly streamFormat?: StreamFormat;
  /** An array per channel, or one in which the channels take turns. Default `planar`. */
  readonly layout?: Layout;
  /** The samples have no header, and are these. */
  readonly raw?: RawFormat;
}

/**
 * Opens a file, or its bytes, or a Readable that delivers them such as `process.stdin`.
 *
 * @throws AudioFileError when it is not a file that can be read exactly; its `reason` says why.
 * @throws TypeError or RangeError for wrong arguments; errors of the system (`ENOENT`) as they are.
 */
export async function openAudioFile(
  source: AudioSource,
  options: OpenAudioFileOptions = {},
): Promise<AudioFile> {
  checkOptions('options', options, ['streamFormat', 'layout', 'raw']);
  const layout = checkOneOf('options.layout', options.layout ?? 'planar', layouts);
  if (options.streamFormat !== undefined) {
    const known = Object.keys(arrayOf).filter((name) => name !== 'native') as StreamFormat[];
    checkOneOf('options.streamFormat', options.streamFormat, known);
  }
  const bytes = await openSource(source);
  try {
    const decoder = await findDecoder(bytes, options.raw);
    const format = chooseFormat(bytes.name, decoder.format, options.streamFormat);
    return new AudioFile(bytes, decoder, format, layout);
  } catch (error) {
    await bytes.close();
    throw error;
  }
}
