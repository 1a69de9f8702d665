import { damaged } from './audio-file-error.js';
import { type AudioFormat, isDsd, sampleBytes } from './audio-format.js';
import type { ByteSource } from './byte-source.js';
import type { Container, Decoder, Plane } from './decoder.js';
import { type ByteOrder, unpack, wordsOf } from './samples.js';

/** Read in pieces of this size, however large the file is; a single frame of 1024 channels takes 8 KiB. */
const pieceBytes = 256 * 1024;

/** Audio that lies in a file frame by frame, uncompressed. */
export interface PcmLayout {
  readonly container: Container;
  readonly format: AudioFormat;
  readonly order?: ByteOrder;
  /** Of the first frame, in bytes. */
  readonly start: number;
  /** How many bytes of audio the file says that it has; null: until its end. */
  readonly bytes: number | null;
  /** The file should have said how many, and was left unfinished. */
  readonly unfinished?: boolean;
}

/** Reads frames that lie one after the other, in any byte order: PCM, and DSD that takes turns byte by byte. */
export class PcmDecoder implements Decoder {
  readonly container: Container;
  readonly format: AudioFormat;
  #problem: string | null = null;
  #truncated = false;
  readonly #source: ByteSource;
  readonly #layout: PcmLayout;
  /** Of what {@link #unitFrames} frames take. */
  readonly #unitBytes: number;
  /** Frames that share bytes: 8 of DSD. */
  readonly #unitFrames: number;
  readonly #piece: Uint8Array;
  #frames: number | null;
  #position = 0;

  constructor(source: ByteSource, layout: PcmLayout) {
    const { format } = layout;
    this.container = layout.container;
    this.format = format;
    this.#source = source;
    this.#layout = layout;
    this.#unitBytes = sampleBytes(format.encoding) * format.channels;
    this.#unitFrames = isDsd(format.encoding) ? 8 : 1;
    this.#piece = new Uint8Array(Math.max(1, Math.floor(pieceBytes / this.#unitBytes)) * this.#unitBytes);
    const declared = layout.bytes === null ? null : this.#framesIn(layout.bytes);
    this.#frames = declared;
    if (source.size !== null) this.#settle(Math.max(0, source.size - layout.start));
  }

  get frames(): number | null {
    return this.#frames;
  }

  get truncated(): boolean {
    return this.#truncated;
  }

  get problem(): string | null {
    return this.#problem;
  }

  async seek(frame: number): Promise<void> {
    this.#position = frame;
  }

  async read(planes: readonly Plane[], at: number, frames: number): Promise<number> {
    const left = this.#frames === null ? frames : Math.min(frames, this.#frames - this.#position);
    const pieceFrames = (this.#piece.length / this.#unitBytes) * this.#unitFrames;
    let done = 0;
    while (done < left) {
      const wanted = this.#bytesOf(Math.min(left - done, pieceFrames));
      const from = this.#layout.start + this.#bytesOf(this.#position);
      const got = await this.#source.read(this.#piece.subarray(0, wanted), from);
      const now = this.#framesIn(got);
      this.#unpack(planes, at + done, now);
      done += now;
      this.#position += now;
      if (got < wanted) {
        if (this.#source.size !== null) {
          throw damaged(this.#source.name, 'it became shorter while it was being read');
        }
        this.#settle(this.#bytesOf(this.#position) + (got % this.#unitBytes));
        break;
      }
    }
    return done;
  }

  #unpack(planes: readonly Plane[], at: number, frames: number): void {
    const { encoding } = this.format;
    if (isDsd(encoding)) spreadBytes(this.#piece, planes, at / 8, frames / 8);
    else unpack(this.#piece, sampleBytes(encoding), planes.map(wordsOf), at, frames, this.#layout.order);
  }

  /** How many bytes of audio are there has become known. */
  #settle(present: number): void {
    const { bytes: declared, unfinished } = this.#layout;
    const frames = this.#framesIn(Math.min(present, declared ?? present));
    const stray = (declared ?? present) % this.#unitBytes;
    this.#frames = frames;
    if (unfinished === true) this.#problem = `unfinished: its length is unknown, ${frames} frames are there`;
    else if (declared !== null && declared > present) {
      this.#truncated = true;
      this.#problem = `truncated: ${frames} of ${this.#framesIn(declared)} frames are there`;
    } else if (stray > 0) {
      this.#truncated = true;
      this.#problem = `damaged: the last frame has ${stray} of ${this.#unitBytes} bytes and is left out`;
    }
  }

  #framesIn(bytes: number): number {
    return Math.floor(bytes / this.#unitBytes) * this.#unitFrames;
  }

  #bytesOf(frames: number): number {
    return (frames / this.#unitFrames) * this.#unitBytes;
  }
}

function spreadBytes(bytes: Uint8Array, planes: readonly Plane[], at: number, count: number): void {
  for (const [channel, plane] of planes.entries()) {
    for (let n = 0, i = channel; n < count; n++, i += planes.length) plane[at + n] = bytes[i] as number;
  }
}
