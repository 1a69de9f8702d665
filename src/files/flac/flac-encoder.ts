import { createHash } from 'node:crypto';
import type { AudioFormat } from '../audio-format.js';
import type { Plane } from '../decoder.js';
import type { EncodedPiece, Encoder } from '../encoder.js';
import { pack, type SampleWidth } from '../samples.js';
import { FrameEncoder } from './frame-encoder.js';

export const blockFrames = 4096;
const streamInfoBytes = 34;
/** What has room in STREAMINFO for the length of a file. */
const maxTotal = 2 ** 36 - 1;

/** Samples in blocks, each of which is of use by itself: a file that was cut short has lost the last ones only. */
export class FlacEncoder implements Encoder {
  readonly frameBytes = null;
  readonly #format: AudioFormat;
  readonly #frames: FrameEncoder;
  readonly #block: readonly Int32Array[];
  readonly #plain: Uint8Array;
  readonly #width: SampleWidth;
  #filled = 0;
  /** Of what has arrived in the file. */
  #total = 0;
  #blocks = 0;
  #smallest = 0xffffff;
  #largest = 0;
  readonly #md5 = createHash('md5');

  constructor(format: AudioFormat) {
    const { channels, validBits } = format;
    this.#format = format;
    this.#frames = new FrameEncoder(validBits, format.sampleRate);
    this.#block = Array.from({ length: channels }, () => new Int32Array(blockFrames));
    this.#width = Math.ceil(validBits / 8) as SampleWidth;
    this.#plain = new Uint8Array(blockFrames * channels * this.#width);
  }

  /** "Length unknown", as readers take a wrong one for damage. */
  header(): Uint8Array {
    return this.#header(Buffer.alloc(16), 0, 0, 0);
  }

  finalHeader(): Uint8Array {
    if (this.#total === 0) return this.#header(this.#md5.digest(), 0, 0, 0);
    const total = this.#total > maxTotal ? 0 : this.#total;
    return this.#header(this.#md5.digest(), total, this.#smallest, this.#largest);
  }

  padding(): number {
    return 0;
  }

  *encode(planes: readonly Plane[], from: number, frames: number): Iterable<EncodedPiece> {
    const shift = 32 - this.#format.validBits;
    for (let done = 0; done < frames; ) {
      const now = Math.min(frames - done, blockFrames - this.#filled);
      for (const [index, channel] of this.#block.entries()) {
        const plane = planes[index] as Int32Array;
        for (let n = 0; n < now; n++) channel[this.#filled + n] = (plane[from + done + n] as number) >> shift;
      }
      this.#filled += now;
      done += now;
      if (this.#filled === blockFrames) yield* this.end();
    }
  }

  *end(): Iterable<EncodedPiece> {
    const frames = this.#filled;
    if (frames === 0) return;
    this.#filled = 0;
    const bytes = this.#frames.encode(this.#block, frames, this.#blocks);
    yield { bytes, frames };
    // Here it has arrived: where it does not, nobody asks for the next piece.
    this.#blocks++;
    this.#total += frames;
    this.#smallest = Math.min(this.#smallest, bytes.length);
    this.#largest = Math.max(this.#largest, bytes.length);
    this.#hash(frames);
  }

  /** The checksum is that of interleaved little-endian samples in as few bytes as hold them, right-justified. */
  #hash(frames: number): void {
    const up = 32 - 8 * this.#width;
    const words = up === 0 ? this.#block : this.#block.map((channel) => channel.map((code) => code << up));
    pack(words, 0, frames, this.#width, this.#plain);
    this.#md5.update(this.#plain.subarray(0, frames * words.length * this.#width));
  }

  #header(md5: Buffer, total: number, smallest: number, largest: number): Buffer {
    const { sampleRate, channels, validBits, channelMask } = this.#format;
    const comments = channelMask === undefined ? null : maskComment(channelMask);
    const info = Buffer.alloc(streamInfoBytes);
    info.writeUInt16BE(blockFrames, 0);
    info.writeUInt16BE(blockFrames, 2);
    info.writeUIntBE(smallest, 4, 3);
    info.writeUIntBE(Math.min(largest, 0xffffff), 7, 3);
    const kinds = ((channels - 1) << 9) | ((validBits - 1) << 4) | Math.floor(total / 2 ** 32);
    info.writeUInt32BE(((sampleRate << 12) | kinds) >>> 0, 10);
    info.writeUInt32BE(total >>> 0, 14);
    md5.copy(info, 18);
    const parts = [Buffer.from('fLaC', 'latin1'), blockHead(0, info, comments === null), info];
    if (comments !== null) parts.push(blockHead(4, comments, true), comments);
    return Buffer.concat(parts);
  }
}

function blockHead(type: number, content: Buffer, last: boolean): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt8(type | (last ? 128 : 0), 0);
  head.writeUIntBE(content.length, 1, 3);
  return head;
}

/** Where the `flac` program keeps the speakers. */
function maskComment(mask: number): Buffer {
  const sized = (text: string) => Buffer.concat([uint32(text.length), Buffer.from(text, 'latin1')]);
  const comment = `WAVEFORMATEXTENSIBLE_CHANNEL_MASK=0x${mask.toString(16).padStart(8, '0')}`;
  return Buffer.concat([sized('bufferswitch'), uint32(1), sized(comment)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
