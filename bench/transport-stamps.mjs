// When a process function is called, beside when its block's buffer switch began. As a module, a processor that notes
// this and sends it when it is asked to.

import { latencies } from './statistics.mjs';
import { copy } from './transport-copy.mjs';

/** Notes up to `most` calls. Makes a few bigints at every call. */
export class Stamps {
  #count = 0;
  #lastEndNs = 0n;
  #firsts;
  #all;

  constructor(most) {
    this.#all = new Float64Array(most);
    this.#firsts = new Uint8Array(most);
    this.process = (inputs, outputs, time) => {
      const nowNs = process.hrtime.bigint();
      const { timeNs } = time;
      if (this.#count < most) {
        this.#all[this.#count] = Number(nowNs - timeNs);
        this.#firsts[this.#count] = timeNs > this.#lastEndNs ? 1 : 0;
        this.#count++;
      }
      copy(inputs, outputs);
      this.#lastEndNs = process.hrtime.bigint();
    };
  }

  /** Of the calls that had none before them since their block came, as the histogram counts, and of all. */
  result() {
    const all = this.#all.subarray(0, this.#count);
    const firsts = all.filter((_, index) => this.#firsts[index] === 1);
    return { afterSleep: latencies(firsts), everyCall: latencies(all) };
  }
}

export default ({ port, data }) => {
  const stamps = new Stamps(data.most);
  port.once('message', () => port.postMessage(stamps.result()));
  return stamps.process;
};
