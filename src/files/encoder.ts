import type { Plane } from './decoder.js';

/** Bytes that go to the end of a file together. */
export interface EncodedPiece {
  readonly bytes: Uint8Array;
  /** Frames that are in them. */
  readonly frames: number;
}

/** What makes the bytes of one kind of file. Nothing here touches the file itself. */
export interface Encoder {
  /** Bytes of a frame where a part of a piece is of use; null where a piece is whole or lost. */
  readonly frameBytes: number | null;
  /** The beginning of the file while it is being written, as long at all times. `dataBytes`: what follows it. */
  header(dataBytes: number): Uint8Array;
  /** The same once all is written, and `padded` bytes of padding. */
  finalHeader(dataBytes: number, padded: number): Uint8Array;
  /** What becomes of these frames, and of those that were kept back. A piece is valid until the next one. */
  encode(planes: readonly Plane[], from: number, frames: number): Iterable<EncodedPiece>;
  /** What was kept back. */
  end(): Iterable<EncodedPiece>;
  /** Bytes to put behind the audio of a finished file: of no use but to keep a rule. */
  padding(dataBytes: number): number;
}
