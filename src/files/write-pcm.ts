/** WAV and raw files: frames as they are, and a header or none. */
import { type AudioFormat, isDsd, sampleBytes } from './audio-format.js';
import type { Plane } from './decoder.js';
import type { EncodedPiece, Encoder } from './encoder.js';
import { pack, wordsOf } from './samples.js';
import { encodeHeader } from './wav-header.js';

const pieceBytes = 256 * 1024;

class PcmEncoder implements Encoder {
  readonly frameBytes: number;
  readonly #format: AudioFormat;
  readonly #unsigned: boolean;
  readonly #piece: Uint8Array;
  readonly #unitFrames: number;

  constructor(format: AudioFormat, unsigned: boolean) {
    this.#format = format;
    this.#unsigned = unsigned;
    this.frameBytes = sampleBytes(format.encoding) * format.channels;
    this.#unitFrames = isDsd(format.encoding) ? 8 : 1;
    this.#piece = new Uint8Array(Math.max(1, Math.floor(pieceBytes / this.frameBytes)) * this.frameBytes);
  }

  header(_dataBytes: number): Uint8Array {
    return new Uint8Array(0);
  }

  finalHeader(dataBytes: number, _padded: number): Uint8Array {
    return this.header(dataBytes);
  }

  padding(_dataBytes: number): number {
    return 0;
  }

  *encode(planes: readonly Plane[], from: number, frames: number): Iterable<EncodedPiece> {
    const { encoding } = this.#format;
    const most = (this.#piece.length / this.frameBytes) * this.#unitFrames;
    for (let done = 0; done < frames; ) {
      const now = Math.min(frames - done, most);
      const bytes = this.#piece.subarray(0, (now / this.#unitFrames) * this.frameBytes);
      if (isDsd(encoding)) takeTurns(planes as Uint8Array[], (from + done) / 8, now / 8, bytes);
      else {
        const order = { unsigned: this.#unsigned };
        pack(planes.map(wordsOf), from + done, now, sampleBytes(encoding), bytes, order);
      }
      yield { bytes, frames: now };
      done += now;
    }
  }

  *end(): Iterable<EncodedPiece> {}
}

function takeTurns(planes: readonly Uint8Array[], from: number, count: number, bytes: Uint8Array): void {
  for (const [channel, plane] of planes.entries()) {
    for (let n = 0, to = channel; n < count; n++, to += planes.length) bytes[to] = plane[from + n] as number;
  }
}

export class RawEncoder extends PcmEncoder {
  constructor(format: AudioFormat) {
    super(format, false);
  }
}

export class WavEncoder extends PcmEncoder {
  readonly #wav: AudioFormat;
  readonly #limit: number | undefined;

  /** `limit`: the largest RIFF size before the file becomes RF64. */
  constructor(format: AudioFormat, limit: number | undefined) {
    super(format, true);
    this.#wav = format;
    this.#limit = limit;
  }

  override header(dataBytes: number): Uint8Array {
    return dataBytes === 0 ? encodeHeader(this.#wav) : this.#sized(dataBytes, 0);
  }

  override finalHeader(dataBytes: number, padded: number): Uint8Array {
    return this.#sized(dataBytes, padded);
  }

  /** An odd chunk is followed by a byte. */
  override padding(dataBytes: number): number {
    return dataBytes % 2;
  }

  #sized(dataBytes: number, padding: number): Uint8Array {
    const fileBytes = encodeHeader(this.#wav).length + dataBytes + padding;
    return encodeHeader(this.#wav, { fileBytes, dataBytes }, this.#limit);
  }
}
