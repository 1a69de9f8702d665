import { AudioFileError, damaged } from '../audio-file-error.js';
import { type AudioFormat, integerOf } from '../audio-format.js';
import type { ByteSource } from '../byte-source.js';
import type { Decoder, Plane } from '../decoder.js';
import { BrokenFrame, OutOfBytes } from './bit-reader.js';
import { type DecodedFrame, FrameDecoder } from './frame.js';
import { type FlacMetadata, readMetadata } from './metadata.js';
import { verbatimBytes } from './stream-info.js';
import { Window } from './window.js';

/** A FLAC file that begins at byte `start`. */
export async function readFlac(source: ByteSource, start = 0): Promise<FlacDecoder> {
  return new FlacDecoder(source, await readMetadata(source, start));
}

/** Where a block of audio is, and the first of its frames. */
interface Place {
  readonly position: number;
  readonly first: number;
}

/** Decodes block by block; every block is checked by its checksums before a sample of it is delivered. */
export class FlacDecoder implements Decoder {
  readonly container = 'flac';
  readonly format: AudioFormat;
  readonly #source: ByteSource;
  readonly #audio: number;
  readonly #frames: FrameDecoder;
  readonly #window: Window;
  /** More than any block takes, coded. */
  readonly #most: number;
  #total: number | null;
  #problem: string | null = null;
  /** The first block's number: a stream that was cut begins with another than 0. */
  #base: number | undefined;
  /** The first frame of the next block. */
  #next = 0;
  /** Frames of the last block that were not asked for yet: from `#from` to `#to`. */
  #from = 0;
  #to = 0;

  constructor(source: ByteSource, { info, channelMask, audio }: FlacMetadata) {
    const encoding = integerOf(info.bits);
    this.format = {
      encoding,
      validBits: info.bits,
      channels: info.channels,
      sampleRate: info.sampleRate,
      channelMask,
    };
    this.#source = source;
    this.#audio = audio;
    this.#total = info.total === 0 ? null : info.total;
    this.#frames = new FrameDecoder(info);
    this.#most = Math.ceil(1.5 * verbatimBytes(info)) + 64;
    this.#window = new Window(source, audio, this.#most);
  }

  get frames(): number | null {
    return this.#total;
  }

  get truncated(): boolean {
    return this.#problem !== null;
  }

  get problem(): string | null {
    return this.#problem;
  }

  async read(planes: readonly Plane[], at: number, frames: number): Promise<number> {
    let done = 0;
    while (done < frames) {
      if (this.#from === this.#to && !(await this.#advanceAfter(done))) break;
      const now = Math.min(frames - done, this.#to - this.#from);
      for (const [index, channel] of this.#frames.channels.entries()) {
        planes[index]?.set(channel.subarray(this.#from, this.#from + now), at + done);
      }
      this.#from += now;
      done += now;
    }
    return done;
  }

  /** Damage is told by a read of its own, behind all frames that come before it. */
  async #advanceAfter(delivered: number): Promise<boolean> {
    try {
      return await this.#advance();
    } catch (error) {
      if (delivered > 0 && error instanceof AudioFileError) return false;
      throw error;
    }
  }

  /** Bisects the file for the block: blocks say which frame is their first. */
  async seek(frame: number): Promise<void> {
    if (this.#base === undefined && !(await this.#advance())) return;
    let from: Place = { position: this.#audio, first: 0 };
    let to = this.#source.size as number;
    while (to - from.position > 2 * this.#most) {
      const middle = Math.floor((from.position + to) / 2);
      const found = await this.#firstAfter(middle, to);
      if (found === null || found.first > frame) to = middle;
      else from = found;
    }
    this.#window.move(from.position);
    this.#next = from.first;
    this.#from = this.#to = 0;
    while (this.#next <= frame && (await this.#advance())) {
      const start = this.#next - this.#to;
      this.#from = Math.min(this.#to, Math.max(0, frame - start));
    }
  }

  /** The first block that begins at byte `position` or later; null where none begins before `end`. */
  async #firstAfter(position: number, end: number): Promise<Place | null> {
    const window = this.#window;
    window.move(position);
    for (; window.position < end; window.at++) {
      await window.need(this.#most);
      const found = window.bytes.indexOf(0xff, window.at);
      window.at = found < 0 ? window.end : Math.min(found, window.end);
      if (window.at === window.end) {
        if (window.over) return null;
        window.at--;
        continue;
      }
      await window.need(this.#most);
      try {
        const frame = this.#frames.decode(window.bytes, window.at, window.end);
        return { position: window.position, first: frame.first - (this.#base ?? 0) };
      } catch (error) {
        if (!(error instanceof BrokenFrame || error instanceof OutOfBytes)) throw error;
      }
    }
    return null;
  }

  /** Decodes the next block; false at the end. */
  async #advance(): Promise<boolean> {
    if (this.#total !== null && this.#next >= this.#total) return false;
    const frame = await this.#decode();
    if (frame === null) {
      if (this.#total !== null || this.#window.at < this.#window.end) {
        const of = this.#total === null ? '' : ` of ${this.#total}`;
        this.#problem = `truncated: ${this.#next}${of} frames are there`;
      }
      this.#total = this.#next;
      return false;
    }
    this.#base ??= frame.first;
    const { blockSize } = frame;
    if (frame.first - this.#base !== this.#next) {
      throw damaged(
        this.#source.name,
        `a block begins with frame ${frame.first - this.#base} instead of ${this.#next}`,
      );
    }
    this.#window.at += frame.length;
    this.#from = 0;
    this.#to = this.#total === null ? blockSize : Math.min(blockSize, this.#total - this.#next);
    this.#next += this.#to;
    return true;
  }

  /** Null where the file ends. */
  async #decode(): Promise<DecodedFrame | null> {
    const window = this.#window;
    await window.need(this.#most);
    try {
      return this.#frames.decode(window.bytes, window.at, window.end);
    } catch (error) {
      const left = window.end - window.at;
      if (error instanceof OutOfBytes && window.over && left < this.#most) return null;
      if (error instanceof BrokenFrame || error instanceof OutOfBytes) throw this.#broken(error);
      throw error;
    }
  }

  #broken(error: Error): AudioFileError {
    const what = error.message === '' ? 'a block is longer than any can be' : error.message;
    return damaged(this.#source.name, `${what} at frame ${this.#next} (byte ${this.#window.position})`);
  }
}
