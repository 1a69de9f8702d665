import { type Loop, measureOne, problemOf } from './combination.js';
import type { MeasureProgress } from './measure.js';
import { sizesToTry } from './plan.js';
import type { MeasureProblem, MeasureRow } from './report.js';

/** What takes seconds to find out, and will hardly be otherwise with another buffer size. */
const slow: readonly MeasureProblem['code'][] = [
  'NOTHING_HEARD',
  'AUDIO_LOST',
  'DRIVER_STALLED',
  'DRIVER_TIMEOUT',
];
/** So many of those in a row, and nothing else yet: the others are not tried, of this rate, and then of the others. */
const patience = 2;

/** Goes through all rates and sizes. */
export class Survey {
  readonly #loop: Loop;
  readonly #bufferSizes: readonly number[] | undefined;
  readonly #onProgress: (progress: MeasureProgress) => void;
  #rows: MeasureRow[] = [];
  /** What was measured and not told yet. */
  #fresh: MeasureRow | null = null;

  constructor(
    loop: Loop,
    bufferSizes: readonly number[] | undefined,
    onProgress: (progress: MeasureProgress) => void,
  ) {
    this.#loop = loop;
    this.#bufferSizes = bufferSizes;
    this.#onProgress = onProgress;
  }

  async run(rates: readonly number[]): Promise<readonly MeasureRow[]> {
    let hopeless = 0;
    for (const [index, rate] of rates.entries()) {
      if (this.#loop.device.state === 'closed' || hopeless >= patience) {
        this.#add(rate, null, notTried);
        continue;
      }
      const before = this.#rows.length;
      await this.#measureRate(rate, rates.length - index);
      const isSilent = this.#rows
        .slice(before)
        .every(({ problem }) => isSlow(problem) || problem === notTried);
      hopeless = isSilent ? hopeless + 1 : Number.NEGATIVE_INFINITY; // once something was heard all are worth it
    }
    this.#tell(0, null);
    return this.#rows;
  }

  /** `ratesLeft`: with this one. */
  async #measureRate(rate: number, ratesLeft: number): Promise<void> {
    const { device, signal } = this.#loop;
    try {
      signal?.throwIfAborted();
      if (device.sampleRate !== rate) await device.setSampleRate(rate);
    } catch (error) {
      signal?.throwIfAborted();
      this.#add(rate, null, problemOf(error));
      return;
    }
    const rows: MeasureRow[] = [];
    const sizes = this.#bufferSizes ?? sizesToTry(device.bufferSizes);
    for (const [index, size] of sizes.entries()) {
      const isOver = device.state === 'closed' || (rows.length >= patience && rows.every(isHopeless));
      if (isOver) {
        rows.push(rowOf(rate, size, notTried));
        continue;
      }
      const left = sizes.length * ratesLeft - index;
      this.#tell(left, { sampleRate: rate, bufferSize: size }, rows.length);
      this.#fresh = await measureOne(this.#loop, rate, size);
      rows.push(this.#fresh);
    }
    rows.sort((a, b) => (a.bufferSize ?? 0) - (b.bufferSize ?? 0));
    this.#rows.push(...rows);
  }

  #add(rate: number, size: number | null, problem: MeasureProblem): void {
    this.#rows.push(rowOf(rate, size, problem));
  }

  /** `more` rows are done and not among the others yet. */
  #tell(left: number, next: MeasureProgress['next'], more = 0): void {
    const done = this.#rows.length + more;
    const row = this.#fresh;
    this.#fresh = null;
    this.#onProgress({ done, total: done + left, row, next });
  }
}

const notTried: MeasureProblem = {
  code: 'NOT_TRIED',
  message: 'Not tried, as what was tried before had failed.',
};

const isSlow = (problem: MeasureProblem | null) => problem !== null && slow.includes(problem.code);
const isHopeless = ({ problem }: MeasureRow) => isSlow(problem) || problem === notTried;

function rowOf(sampleRate: number, bufferSize: number | null, problem: MeasureProblem): MeasureRow {
  return { sampleRate, bufferSize, reported: null, measured: null, problem };
}
