import { isError } from '../errors.js';
import type { AudioFile } from '../files/audio-file.js';
import { AudioFileError } from '../files/audio-file-error.js';
import type { OpenAudioFileOptions } from '../files/open-audio-file.js';
import { CommandError, type Context } from './command.js';
import type { Entry } from './entries.js';
import { describeFailure, type Failure, isSystemError } from './failure.js';
import { openAudio, openStdin } from './open-audio.js';
import type { Arguments } from './options.js';
import { type Route, routeOf } from './route.js';

/** A file that is being played, and in the end what became of it. */
export interface Track {
  readonly name: string;
  readonly file: AudioFile;
  readonly route: Route;
  /** What was wrong with it as it was opened, and has been told. */
  readonly problem: string | null;
  /** Of the stream that it is played in; null: in none. */
  bufferSize: number | null;
}

/** What became of an entry that is audio. */
export interface Outcome {
  readonly name: string;
  /** Null: it could not be opened. */
  readonly track: Track | null;
  readonly failure: Failure | null;
}

/** Opens one file after the other, and keeps account of them. */
export class Tracks implements AsyncDisposable {
  readonly outcomes: Outcome[] = [];
  /** What folders have beside audio. */
  readonly skipped: string[] = [];
  readonly #entries: readonly Entry[];
  readonly #args: Arguments;
  readonly #context: Context;
  #at = 0;
  #current: Track | undefined;

  constructor(entries: readonly Entry[], args: Arguments, context: Context) {
    this.#entries = entries;
    this.#args = args;
    this.#context = context;
  }

  /** True where there is no other file to go on with: what is wrong with the only one is what is wrong. */
  get isAlone(): boolean {
    return this.#entries.length === 1 && this.#entries[0]?.found === false;
  }

  /** The next file that can be opened, or null. The last one has been played. */
  async next(): Promise<Track | null> {
    await this.#finish(null);
    for (; this.#at < this.#entries.length; this.#at++) {
      const entry = this.#entries[this.#at] as Entry;
      const track = await this.#open(entry);
      if (track === null) continue;
      this.#at++;
      this.#current = track;
      return track;
    }
    return null;
  }

  /** The current file cannot be played, or not to its end. Throws what is not about this file, or where it is alone. */
  async fail(error: unknown): Promise<void> {
    const track = this.#current as Track;
    const failure = this.#failureOf(error, track.name);
    await this.#finish(failure);
  }

  /** Ends a read of the current file that waits for more to come. */
  async release(): Promise<void> {
    await this.#current?.file.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  async #open(entry: Entry): Promise<Track | null> {
    const { terminal, signal } = this.#context;
    signal.throwIfAborted();
    const { raw } = this.#args;
    const options: OpenAudioFileOptions = raw === undefined ? {} : { raw };
    const name = entry.path ?? 'stdin';
    let file: AudioFile | undefined;
    try {
      if (entry.error !== undefined) throw entry.error;
      file =
        entry.path === null
          ? await openStdin(terminal, signal, options)
          : await openAudio(entry.path, terminal, options);
      const route = routeOf(file, this.#args);
      return { name, file, route, problem: file.problem, bufferSize: null };
    } catch (error) {
      await file?.close();
      if (entry.found && error instanceof AudioFileError && error.reason === 'unknown') {
        this.skipped.push(name);
        terminal.warn(`skipped: ${error.message.replace(/; .*/s, '')}`);
        return null;
      }
      this.outcomes.push({ name, track: null, failure: this.#failureOf(error, name) });
      return null;
    }
  }

  /** Tells in one line what is wrong with a file, so that others can follow. */
  #failureOf(error: unknown, name: string): Failure {
    const { terminal, signal } = this.#context;
    if (signal.aborted) throw signal.reason;
    if (this.isAlone || !isAboutOneFile(error)) throw error;
    const failure = describeFailure(error);
    const { message } = failure;
    const whole = message.includes(name) ? message : `${name}: ${message}`;
    terminal.warn(whole);
    return { ...failure, message: whole };
  }

  async #finish(failure: Failure | null): Promise<void> {
    const track = this.#current;
    if (track === undefined) return;
    this.#current = undefined;
    const { name, file, problem } = track;
    await file.close();
    this.outcomes.push({ name, track, failure });
    // A file without a length shows at its end what is wrong. That it has none is usual for what is written to a pipe.
    const isNews = file.problem !== problem && (file.seekable || !file.problem?.startsWith('unfinished'));
    if (isNews) this.#context.terminal.warn(`${name}: ${file.problem}`);
  }
}

/** The others may well be playable. */
function isAboutOneFile(error: unknown): boolean {
  return (
    error instanceof CommandError ||
    isSystemError(error) ||
    isError(
      error,
      'FILE_FORMAT',
      'SAMPLE_RATE_REFUSED',
      'BUFFER_SIZE_REFUSED',
      'IO_FORMAT_REFUSED',
      'FORMAT_UNSUPPORTED',
      'SETTINGS_REFUSED',
    )
  );
}
