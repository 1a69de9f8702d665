import { damaged, unsupported } from './audio-file-error.js';
import { type AudioFormat, checkNumbers } from './audio-format.js';
import { type ByteSource, bytesAt } from './byte-source.js';
import type { Decoder, Plane } from './decoder.js';

/** Speakers by the channel type: mono, stereo, 3 channels, quad, 4 channels, 5 channels, 5.1. */
const masks = [undefined, 0x4, 0x3, 0x7, 0x33, 0xf, 0x37, 0x3f];
/** The specification knows 4096 only; nobody needs more memory than this. */
const maxBlockBytes = 65536;
const maxGroupBytes = 4 * 1024 * 1024;

/** DSF, Sony's file of DSD: a fixed header, then a block of each channel in turn. */
export async function readDsf(source: ByteSource): Promise<DsfDecoder> {
  const head = await bytesAt(source, 0, 28 + 52 + 12);
  const path = source.name;
  if (head.length < 92) throw damaged(path, 'it ends within its header');
  if (head.toString('latin1', 28, 32) !== 'fmt ' || head.readBigUInt64LE(32) !== 52n) {
    throw damaged(path, 'it has no fmt chunk of 52 bytes');
  }
  if (head.toString('latin1', 80, 84) !== 'data') throw damaged(path, 'it has no audio (data)');
  const kind = head.readUInt32LE(44);
  if (kind !== 0) throw unsupported(path, `a DSF file of the format ${kind}, which is not raw DSD`);
  const channels = head.readUInt32LE(52);
  const sampleRate = head.readUInt32LE(56);
  checkNumbers(path, channels, sampleRate);
  const bits = head.readUInt32LE(60);
  if (bits !== 1 && bits !== 8) throw damaged(path, `it has ${bits} bits a sample instead of 1 or 8`);
  const blockBytes = head.readUInt32LE(72);
  if (blockBytes < 1 || blockBytes > maxBlockBytes || blockBytes * channels > maxGroupBytes) {
    throw damaged(path, `blocks of ${blockBytes} bytes for each of ${channels} channels are out of range`);
  }
  const samples = Number(head.readBigUInt64LE(64));
  if (samples > Number.MAX_SAFE_INTEGER) throw damaged(path, `it claims ${samples} samples`);
  if (samples === 0 && (source.size ?? 0) > head.length) {
    throw damaged(path, 'it claims to have no samples, and is longer than that');
  }
  const format: AudioFormat = {
    // Not bits of a sample: 1 says that the first sample is the lowest bit, 8 that it is the highest.
    encoding: bits === 1 ? 'dsd-lsb' : 'dsd-msb',
    validBits: 1,
    channels,
    sampleRate,
    channelMask: masks[head.readUInt32LE(48)],
  };
  return new DsfDecoder(source, format, blockBytes, samples);
}

const audioStart = 92;

class DsfDecoder implements Decoder {
  readonly container = 'dsf';
  readonly format: AudioFormat;
  #frames: number;
  #problem: string | null = null;
  readonly #source: ByteSource;
  readonly #blockBytes: number;
  /** One block of each channel. */
  readonly #group: Uint8Array;
  /** Which group that is, and how many bytes of each channel in it are there. */
  #loaded = -1;
  #available = 0;
  #position = 0;

  constructor(source: ByteSource, format: AudioFormat, blockBytes: number, samples: number) {
    this.format = format;
    this.#source = source;
    this.#blockBytes = blockBytes;
    this.#group = new Uint8Array(blockBytes * format.channels);
    // The last byte of a channel may have bits behind the last sample: they are delivered as they are.
    this.#frames = Math.ceil(samples / 8) * 8;
    if (source.size === null) return;
    const there = this.#bytesIn(Math.max(0, source.size - audioStart));
    if (8 * there < this.#frames) this.#cut(8 * there);
  }

  get frames(): number {
    return this.#frames;
  }

  get truncated(): boolean {
    return this.#problem !== null;
  }

  get problem(): string | null {
    return this.#problem;
  }

  async seek(frame: number): Promise<void> {
    this.#position = frame;
  }

  async read(planes: readonly Plane[], at: number, frames: number): Promise<number> {
    const wanted = Math.min(frames, this.#frames - this.#position);
    let done = 0;
    while (done < wanted) {
      const byte = this.#position / 8;
      const group = Math.floor(byte / this.#blockBytes);
      if (group !== this.#loaded) await this.#load(group);
      const from = byte % this.#blockBytes;
      const now = Math.min((wanted - done) / 8, this.#available - from);
      if (now <= 0) {
        this.#cut(this.#position);
        break;
      }
      for (const [channel, plane] of planes.entries()) {
        const start = channel * this.#blockBytes + from;
        plane.set(this.#group.subarray(start, start + now), (at + done) / 8);
      }
      done += 8 * now;
      this.#position += 8 * now;
    }
    return done;
  }

  async #load(group: number): Promise<void> {
    const got = await this.#source.read(this.#group, audioStart + group * this.#group.length);
    this.#loaded = group;
    this.#available = this.#bytesIn(got);
  }

  /** How many bytes of every channel are among so many of the file: those of the last channel come last. */
  #bytesIn(bytes: number): number {
    const whole = Math.floor(bytes / this.#group.length);
    const before = (this.format.channels - 1) * this.#blockBytes;
    return whole * this.#blockBytes + Math.max(0, (bytes % this.#group.length) - before);
  }

  #cut(frames: number): void {
    this.#problem = `truncated: ${frames} of ${this.#frames} frames are there`;
    this.#frames = frames;
  }
}
