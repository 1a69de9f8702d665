/** What the first block of a FLAC file says about all frames. */
export interface StreamInfo {
  /** Frames in a block; fixed unless they differ, but for the last one. */
  readonly minBlock: number;
  readonly maxBlock: number;
  /** Bytes of a coded block; 0 where it is unknown. */
  readonly maxFrameBytes: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  /** 0 where it is unknown. */
  readonly total: number;
}

export const streamInfoBytes = 34;

export function decodeStreamInfo(bytes: Buffer): StreamInfo {
  return {
    minBlock: bytes.readUInt16BE(0),
    maxBlock: bytes.readUInt16BE(2),
    maxFrameBytes: bytes.readUIntBE(7, 3),
    sampleRate: bytes.readUIntBE(10, 3) >>> 4,
    channels: ((bytes.readUInt8(12) >> 1) & 7) + 1,
    bits: ((bytes.readUInt16BE(12) >> 4) & 31) + 1,
    total: (bytes.readUInt8(13) & 15) * 2 ** 32 + bytes.readUInt32BE(14),
  };
}

/** Bytes that a block takes when nothing is saved, which encoders do not exceed. */
export function verbatimBytes({ maxBlock, channels, bits }: StreamInfo): number {
  return 18 + channels * 8 + Math.ceil((maxBlock * channels * (bits + 1)) / 8);
}
