// A sound of which every sample says where it belongs, at next to no cost: 24 bits, packed. The first channel counts frames,
// the second rounds of that counter, the others repeat a noise that is one prime number of frames long, each from another place.
const period = 8191;
const sampleBytes = 3;

function noiseAt(index) {
  return Math.imul(Math.imul(index + 1, 0x9e3779b1) ^ 0x2c1b3c6d, 0x85ebca6b) >>> 8 || 1;
}

const put = (bytes, at, value) => {
  bytes[at] = value;
  bytes[at + 1] = value >> 8;
  bytes[at + 2] = value >> 16;
};

const noiseOf = (frame, channel) => noiseAt((frame + 131 * channel) % period);

/** Frames count from 1, so that no frame is silence. */
const counts = [(frame) => (frame + 1) & 0xffffff, (frame) => Math.floor((frame + 1) / 2 ** 24)];

/** What an input hears: one array for each channel, each of the next call's frames. */
export class PatternFeed {
  #noise;
  #counted;

  /** `most`: frames of a call. */
  constructor(channels, most) {
    this.#counted = counts.map(() => new Uint8Array(most * sampleBytes));
    this.#noise = Array.from({ length: Math.max(0, channels - counts.length) }, (_, i) => {
      const bytes = new Uint8Array((period + most) * sampleBytes);
      for (let n = 0; n < period + most; n++) put(bytes, n * sampleBytes, noiseOf(n, i + counts.length));
      return bytes;
    });
  }

  /** Valid until the next call. */
  frames(from, count) {
    for (const [i, bytes] of this.#counted.entries()) {
      for (let n = 0; n < count; n++) put(bytes, n * sampleBytes, counts[i](from + n));
    }
    const start = (from % period) * sampleBytes;
    const length = count * sampleBytes;
    return [
      ...this.#counted.map((bytes) => bytes.subarray(0, length)),
      ...this.#noise.map((bytes) => bytes.subarray(start, start + length)),
    ];
  }
}

/** The same as interleaved frames, to compare a file with. */
export class PatternFrames {
  #channels;
  #period;
  #expected;

  constructor(channels, most) {
    this.#channels = channels;
    this.#expected = Buffer.alloc(most * channels * sampleBytes);
    this.#period = Buffer.alloc(period * channels * sampleBytes);
    for (let n = 0; n < period; n++) {
      for (let channel = counts.length; channel < channels; channel++) {
        put(this.#period, (n * channels + channel) * sampleBytes, noiseOf(n, channel));
      }
    }
  }

  /** Valid until the next call. */
  frames(from, count) {
    const frameBytes = this.#channels * sampleBytes;
    for (let done = 0; done < count; ) {
      const at = (from + done) % period;
      const now = Math.min(count - done, period - at);
      this.#period.copy(this.#expected, done * frameBytes, at * frameBytes, (at + now) * frameBytes);
      done += now;
    }
    for (let n = 0; n < count; n++) {
      put(this.#expected, n * frameBytes, counts[0](from + n));
      put(this.#expected, n * frameBytes + sampleBytes, counts[1](from + n));
    }
    return this.#expected.subarray(0, count * frameBytes);
  }
}
