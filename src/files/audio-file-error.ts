import { BufferSwitchError } from '../errors.js';

/**
 * What is wrong with a file.
 *
 * | reason | meaning | what to do |
 * | --- | --- | --- |
 * | `unknown` | it is no audio file that is known here | look at what it is |
 * | `unsupported` | it is one, of a kind that cannot be read or written exactly; the message says what can | convert it |
 * | `inexact` | its samples do not fit the format that was asked for; the message says which do | ask for one of those |
 * | `damaged` | it contradicts itself or its checksums | get another copy |
 */
export type AudioFileReason = 'unknown' | 'unsupported' | 'inexact' | 'damaged';

/** An error about what is in an audio file: one line, the name of the file first. Its code is `FILE_FORMAT`. */
export class AudioFileError extends BufferSwitchError {
  /** What is wrong with the file, to compare with. */
  readonly reason: AudioFileReason;
  /** The path of the file, or what a source without one is called. */
  readonly path: string;

  constructor(path: string, reason: AudioFileReason, what: string) {
    super('FILE_FORMAT', `${path}: ${what}`);
    this.reason = reason;
    this.path = path;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), reason: this.reason, path: this.path };
  }
}

/** The file contradicts itself; `what` goes on from "damaged: ". */
export function damaged(path: string, what: string): AudioFileError {
  return new AudioFileError(path, 'damaged', `damaged: ${what}`);
}

/** The file is fine, and not for this package. */
export function unsupported(path: string, what: string): AudioFileError {
  return new AudioFileError(path, 'unsupported', what);
}

/** A text of four letters from a file, fit for one line of a message whatever its bytes are. */
export function fourLetters(bytes: Uint8Array): string {
  const letters = [...bytes.subarray(0, 4)].map((byte) => {
    if (byte > 31 && byte < 127) return String.fromCharCode(byte);
    return `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `"${letters.join('')}"`;
}
