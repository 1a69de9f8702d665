import { openDevice } from 'bufferswitch';
import { openAudioFile } from 'bufferswitch/files';
import { levelsOf } from './levels.js';

const slicesPerSecond = 30;

/** One file on one device, which is taken when it begins and given back when it ends. */
export class Playback {
  /** Resolves when the device runs. Rejects, with nothing taken, where the file or the device does not do it. */
  static async open(path, driver) {
    const file = await openAudioFile(path);
    let device;
    try {
      const { sampleRate, channels } = file.format;
      device = await openDevice(driver, { sampleRate }); // the device's own rate: nothing is resampled
      const outputs = Array.from({ length: Math.max(2, channels) }, (_, channel) => channel);
      const stream = await device.openStream({ inputs: [], outputs, format: file.streamFormat });
      await stream.start();
      return new Playback(file, device, stream);
    } catch (error) {
      await device?.close();
      await file.close();
      throw error;
    }
  }

  #file;
  #device;
  #stream;
  /** What was queued so far, in frames, and the levels of what of it was not heard yet. */
  #queued = 0;
  #slices = [];
  #ending = new AbortController();

  constructor(file, device, stream) {
    this.#file = file;
    this.#device = device;
    this.#stream = stream;
  }

  get facts() {
    const { format, frames } = this.#file;
    return {
      device: this.#device.name,
      sampleRate: format.sampleRate,
      encoding: format.encoding,
      seconds: frames === null ? null : frames / format.sampleRate,
      isLossless: this.#stream.fidelity.output.lossless,
    };
  }

  /** Plays to the end of the file or until `stop`; then the device is free again. */
  async run() {
    const { signal } = this.#ending;
    const scale = this.#file.streamFormat === 'int32' ? 2 ** 31 : 1;
    try {
      const frames = Math.round(this.#file.format.sampleRate / slicesPerSecond);
      for await (const { samples } of this.#file.blocks({ frames })) {
        const mono = samples.length === 1; // heard on both outputs
        await this.#stream.output.write(mono ? [samples[0], samples[0]] : samples, { signal });
        this.#queued += samples[0].length;
        this.#slices.push({ frame: this.#queued, channels: levelsOf(samples, scale) });
      }
      await this.#stream.output.drain({ signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await this.#device.close();
      await this.#file.close();
    }
  }

  /** What is queued stays queued, so that the next frame is the next frame. */
  pause() {
    return this.#stream.stop();
  }

  resume() {
    return this.#stream.start();
  }

  stop() {
    this.#ending.abort();
  }

  /** Where it is, and the levels there: told when it is heard, or a slice later, not when it is queued. Null: nothing new. */
  takeLevels() {
    const heard = this.#queued - this.#stream.output.queuedFrames;
    let latest = null;
    while (this.#slices.length > 0 && this.#slices[0].frame <= heard) latest = this.#slices.shift();
    return latest && { seconds: latest.frame / this.#file.format.sampleRate, channels: latest.channels };
  }
}
