import { rm } from 'node:fs/promises';
import type { Gap } from '../captured.js';
import type { WritableContainer } from '../files/audio-file-writer.js';
import { type CreateAudioFileOptions, checkAudioFile, createAudioFile } from '../files/create-audio-file.js';
import type { Samples } from '../format.js';
import { append, clip } from './gaps.js';
import type { Sound } from './sound.js';
import { TakeFile } from './take-file.js';

/** What the files of a take are like. */
export interface TakeFormat {
  readonly sound: Sound;
  readonly container: Extract<WritableContainer, 'wav' | 'flac'>;
  /** Hz. */
  readonly sampleRate: number;
  /** Each channel has a file of its own; the stream is planar then, and with FLAC. */
  readonly mono: boolean;
}

/** The same format for the file itself. */
export function fileFormat({ sound, container, sampleRate, mono }: TakeFormat) {
  return { container, encoding: sound.encoding, channels: mono ? 1 : sound.channels, sampleRate };
}

/** Throws what is wrong with it before there is a file. */
export function checkTake(path: string, format: TakeFormat): void {
  checkAudioFile(path, fileFormat(format));
}

/** The files that begin and end at the same frame: one, or one for each channel. */
export class Part {
  readonly files: readonly TakeFile[];
  /** In the stream, of the first frame. */
  readonly position: number;
  readonly #gaps: Gap[] = [];
  readonly #mono: boolean;
  #frames = 0;

  private constructor(files: readonly TakeFile[], format: TakeFormat, position: number) {
    this.files = files;
    this.#mono = format.mono;
    this.position = position;
  }

  /** Creates the files; all of them or none. */
  static async create(
    paths: readonly string[],
    format: TakeFormat,
    position: number,
    options: CreateAudioFileOptions,
  ): Promise<Part> {
    const files: TakeFile[] = [];
    try {
      for (const path of paths) {
        const writer = await createAudioFile(path, fileFormat(format), options);
        const sound = format.mono ? { ...format.sound, channels: 1 } : format.sound;
        files.push(new TakeFile(writer, sound));
      }
      return new Part(files, format, position);
    } catch (error) {
      for (const { writer } of files) {
        await writer.close().catch(() => {});
        await rm(writer.path, { force: true });
      }
      throw error;
    }
  }

  /** Frames that were handed over. */
  get frames(): number {
    return this.#frames;
  }

  /** Frames that all files have. */
  get framesInFiles(): number {
    return Math.min(...this.files.map(({ writer }) => writer.frames));
  }

  /** Bytes of the largest file. */
  get bytes(): number {
    return Math.max(...this.files.map(({ writer }) => writer.bytes));
  }

  /** Which of the frames in the files were lost, by their position in the stream. */
  get gaps(): readonly Gap[] {
    return clip(this.#gaps, this.position, this.position + this.framesInFiles);
  }

  /** `gaps`: those among these frames. The arrays are free again when it resolves, or is rejected. */
  async write(arrays: readonly Samples[], from: number, frames: number, gaps: readonly Gap[]): Promise<void> {
    append(this.#gaps, gaps);
    this.#frames += frames;
    await settled(
      this.files.map((file, i) => file.write(this.#mono ? [arrays[i] as Samples] : arrays, from, frames)),
    );
  }

  /** Completes the files without waiting for the disk. */
  async finish(): Promise<void> {
    await settled(this.files.map(({ writer }) => writer.finish()));
  }

  /** Completes the files, also when writing failed half-way: then they all end where the shortest does. */
  async close(): Promise<void> {
    const frames = this.framesInFiles;
    await Promise.allSettled(this.files.map(({ writer }) => writer.cut(frames)));
    await settled(this.files.map(({ writer }) => writer.close()));
  }
}

/** Waits for all of them, and then throws what the first one that failed did. */
async function settled(work: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
