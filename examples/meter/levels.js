/** Peak and RMS of some channels since they were last taken. Full scale is 1; a sine of full scale has an RMS of -3 dBFS. */
export class Levels {
  #peaks;
  #squares;
  #frames = 0;

  constructor(channels) {
    this.#peaks = new Float64Array(channels);
    this.#squares = new Float64Array(channels);
  }

  /** Takes frames `from` to `to` of each channel into account. */
  add(channels, from, to) {
    for (let channel = 0; channel < channels.length; channel++) {
      const samples = channels[channel];
      let peak = this.#peaks[channel];
      let squares = 0;
      for (let n = from; n < to; n++) {
        const sample = samples[n];
        squares += sample * sample;
        peak = Math.max(peak, Math.abs(sample));
      }
      this.#peaks[channel] = peak;
      this.#squares[channel] += squares;
    }
    this.#frames += to - from;
  }

  get frames() {
    return this.#frames;
  }

  /** dBFS of each channel, -Infinity being silence; begins anew. */
  take() {
    const levels = Array.from(this.#peaks, (peak, channel) => ({
      peak: 20 * Math.log10(peak),
      rms: 10 * Math.log10(this.#squares[channel] / this.#frames),
    }));
    this.#peaks.fill(0);
    this.#squares.fill(0);
    this.#frames = 0;
    return levels;
  }
}
