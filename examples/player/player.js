import { openAudioFile } from 'bufferswitch/files';

/** How far ahead a file is read: the next one is opened in that time, so that nothing is between them. */
const depth = { seconds: 2 };

/** Plays files on a device that is open, one after the other, at their own rates. Close it before the device. */
export class Player {
  #device;
  #outputs;
  #stream = null;

  /** `outputs`: the channels that the first, second ... channel of a file is played on. */
  constructor(device, { outputs = [0, 1] } = {}) {
    this.#device = device;
    this.#outputs = outputs;
  }

  /**
   * Queues all of a file; resolves when the driver has it or is about to. The next one follows without a gap, to the frame,
   * where its rate, channels and kind of samples are the same. Otherwise what was queued is played, and the device switched.
   * Rejects, with everything before it played, where the file cannot be played as it is. Aborting ends the sound at once.
   */
  async play(path, { signal } = {}) {
    const file = await openAudioFile(path);
    try {
      const stream = await this.#streamFor(file, signal);
      for await (const { samples } of file.blocks()) {
        // The arrays of the file are filled again by the next block: until then they are queued.
        await stream.output.write(spread(samples, stream.outputs.length), { signal });
      }
    } catch (error) {
      if (signal?.aborted) this.#stream?.output.abort();
      throw error;
    } finally {
      await file.close();
    }
  }

  /** Resolves when everything that was queued is played. */
  async finish(options) {
    await this.#stream?.output.drain(options);
  }

  /** Ends the sound, and leaves the device open. */
  async close() {
    await this.#stream?.close();
    this.#stream = null;
  }

  /** The stream that this file goes on with, or a new one. */
  async #streamFor(file, signal) {
    const { sampleRate, channels } = file.format;
    const outputs = channels === 1 ? this.#outputs : this.#outputs.slice(0, channels);
    if (channels > outputs.length)
      throw new Error(`${file.path} has ${channels} channels: name as many outputs`);
    const present = this.#stream;
    const follows =
      present?.sampleRate === sampleRate &&
      present.format === file.streamFormat &&
      present.outputs.length === outputs.length;
    if (follows) return present;

    await this.finish({ signal });
    await this.close();
    await this.#setRate(file);
    const stream = await this.#device.openStream({ inputs: [], outputs, format: file.streamFormat, depth });
    this.#stream = stream;
    await stream.start({ signal });
    return stream;
  }

  /** The device takes the rate of the file: nothing is resampled. */
  async #setRate({ path, format: { sampleRate } }) {
    try {
      await this.#device.setSampleRate(sampleRate);
    } catch (error) {
      if (error.code !== 'SAMPLE_RATE_REFUSED') throw error;
      // Its message has the rates that are possible.
      throw new Error(`${path} has ${sampleRate} Hz: ${error.message}`, { cause: error });
    }
  }
}

/** A single channel is heard on all outputs. */
const spread = (samples, count) => (samples.length === 1 ? new Array(count).fill(samples[0]) : samples);
