import type { Gap, Piece } from '../captured.js';
import type { CreateAudioFileOptions } from '../files/create-audio-file.js';
import type { Samples } from '../format.js';
import type { FileNames } from './file-names.js';
import { clip } from './gaps.js';
import { Part, type TakeFormat } from './part.js';
import { roomIn, type Split } from './split.js';

/** A file of a take, and what is in it. */
export interface TakeFileReport {
  readonly path: string;
  /** Which channels of the stream are in it, by their index there. */
  readonly channels: readonly number[];
  readonly frames: number;
  /** Of its first frame, in the stream. */
  readonly position: number;
  /** Which of its frames are silence as they were lost, by their position in the stream. */
  readonly gaps: readonly Gap[];
}

/** Writes pieces of sound to the files of a take, each frame once and in order. The first files come with the first frame. */
export class TakeWriter {
  readonly #names: FileNames;
  readonly #format: TakeFormat;
  readonly #split: Split | null;
  readonly #options: CreateAudioFileOptions;
  readonly #ended: TakeFileReport[] = [];
  #part: Part | undefined;
  #parts = 0;
  #framesBefore = 0;
  /** The parts before, which are complete, until the disk has them. */
  #closing: Promise<unknown> = Promise.resolve();
  /** After one nothing more is written. `told`: somebody has got it. */
  #failure: { readonly error: unknown; told: boolean } | undefined;

  constructor(
    names: FileNames,
    format: TakeFormat,
    split: Split | null = null,
    options: CreateAudioFileOptions = {},
  ) {
    this.#names = names;
    this.#format = format;
    this.#split = split;
    this.#options = options;
  }

  /** Frames in all parts. */
  get frames(): number {
    return this.#framesBefore + (this.#part?.framesInFiles ?? 0);
  }

  /** The files so far, those that go together one after the other. */
  get files(): readonly TakeFileReport[] {
    return this.#part === undefined ? this.#ended : [...this.#ended, ...this.#reports(this.#part)];
  }

  /** Writes `frames` frames of a piece. Its arrays are free again when it resolves, or is rejected. */
  async write(piece: Piece<Samples>, from: number, frames: number): Promise<void> {
    try {
      for (let done = 0; done < frames; ) {
        const position = piece.position + from + done;
        const part = await this.#partAt(position);
        const now = Math.min(frames - done, roomIn(part, this.#split, this.#format));
        await part.write(piece.channels, from + done, now, clip(piece.gaps, position, position + now));
        done += now;
      }
    } catch (error) {
      this.#failure = { error, told: true };
      throw error;
    }
  }

  /** Completes all files, also when writing failed half-way. */
  async close(): Promise<void> {
    const part = this.#part;
    const last = part?.close();
    await Promise.allSettled([this.#closing, last]);
    await last;
    if (this.#failure?.told === false) throw this.#failure.error;
  }

  /** The part that the next frame goes to. */
  async #partAt(position: number): Promise<Part> {
    if (this.#failure !== undefined) throw this.#failure.error;
    const part = this.#part;
    if (part !== undefined) {
      if (roomIn(part, this.#split, this.#format) > 0) return part;
      await this.#leave(part);
    }
    this.#parts++;
    this.#part = await Part.create(this.#names.part(this.#parts), this.#format, position, this.#options);
    return this.#part;
  }

  /** Completes a part. That the disk has all of it can take long, and nobody waits for it. */
  async #leave(part: Part): Promise<void> {
    await part.finish();
    const closing = part.close().catch((error: unknown) => {
      this.#failure ??= { error, told: false };
    });
    this.#closing = Promise.all([this.#closing, closing]);
    this.#ended.push(...this.#reports(part));
    this.#framesBefore += part.framesInFiles;
    this.#part = undefined;
  }

  #reports(part: Part): TakeFileReport[] {
    const { channels } = this.#format.sound;
    const all = Array.from({ length: channels }, (_, channel) => channel);
    return part.files.map(({ writer }, i) => ({
      path: writer.path,
      channels: this.#format.mono ? [i] : all,
      frames: writer.frames,
      position: part.position,
      gaps: clip(part.gaps, part.position, part.position + writer.frames),
    }));
  }
}
