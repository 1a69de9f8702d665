import { basename } from 'node:path';
import { listDrivers } from 'bufferswitch';
import { Playback } from './playback.js';

/** Milliseconds between two looks at the levels. */
const interval = 33;

/**
 * Plays files for a page at the other end of a port. What it understands: `{ type: 'hello' }`, `play` with `path` and
 * `driver`, `pause`, `resume`, `stop`. What it tells:
 *
 * - `{ type: 'drivers', drivers: [{ id, name }] }`
 * - `{ type: 'state', state: 'stopped' }`, or `playing` or `paused` with `title`, `device`, `sampleRate`, `encoding`,
 *   `seconds` and `isLossless`
 * - `{ type: 'levels', seconds, channels: [{ peak, rms }] }`, dBFS
 * - `{ type: 'failure', message }`
 */
export class Service {
  #drivers;
  #port = null;
  #state = { type: 'state', state: 'stopped' };
  #playback = null;
  #timer = null;
  /** One thing after the other, however fast somebody clicks. */
  #queue = Promise.resolve();

  /** `drivers`: a function that lists what can be chosen. */
  constructor({ drivers = listDrivers } = {}) {
    this.#drivers = drivers;
  }

  /** Serves this port instead of an earlier one, of a page that was loaded again: what plays goes on. */
  serve(port) {
    this.#port?.close();
    this.#port = port;
    port.on('message', ({ data }) => {
      this.#queue = this.#queue.then(() => this.#do(data)).catch((error) => this.#fail(error));
    });
    port.start();
  }

  /** Ends what plays and lets the port go. */
  async close() {
    await this.#stop();
    this.#port?.close();
  }

  async #do({ type, path, driver }) {
    if (type === 'hello') this.#greet();
    else if (type === 'play') await this.#play(path, driver);
    else if (type === 'stop') await this.#stop();
    else if (type === 'pause' && this.#state.state === 'playing') {
      await this.#playback.pause();
      this.#tellState({ ...this.#state, state: 'paused' });
    } else if (type === 'resume' && this.#state.state === 'paused') {
      await this.#playback.resume();
      this.#tellState({ ...this.#state, state: 'playing' });
    }
  }

  #greet() {
    const usable = this.#drivers().filter((driver) => driver.usable);
    this.#tell({ type: 'drivers', drivers: usable.map(({ id, name }) => ({ id, name })) });
    this.#tell(this.#state);
  }

  async #play(path, driver) {
    await this.#stop();
    const playback = await Playback.open(path, driver);
    const ended = playback.run().then(
      () => this.#end(playback),
      (error) => this.#end(playback, error),
    );
    this.#playback = Object.assign(playback, { ended });
    this.#tellState({ type: 'state', state: 'playing', title: basename(path), ...playback.facts });
    this.#timer = setInterval(() => this.#tellLevels(), interval);
  }

  async #stop() {
    this.#playback?.stop();
    await this.#playback?.ended;
  }

  /** Of its own accord, by `stop`, or because it has failed. */
  #end(playback, error) {
    if (this.#playback !== playback) return;
    clearInterval(this.#timer);
    this.#playback = null;
    this.#tellState({ type: 'state', state: 'stopped' });
    if (error !== undefined) this.#fail(error);
  }

  #tellLevels() {
    const levels = this.#playback.takeLevels();
    if (levels !== null) this.#tell({ type: 'levels', ...levels });
  }

  #tellState(state) {
    this.#state = state;
    this.#tell(state);
  }

  #fail({ message }) {
    this.#tell({ type: 'failure', message });
  }

  #tell(message) {
    this.#port?.postMessage(message);
  }
}
