/** How large errors are, over time and over the level of what was played: enough to draw them. */
export interface ErrorTrace {
  /** The channel. */
  readonly input: number;
  /** The largest error in each stretch of so many frames, full scale being 1; 0: everything was right. */
  readonly framesPerPoint: number;
  /** The largest error of each stretch. */
  readonly overTime: readonly number[];
  /** The same for each level of what was played: the first 6 dB, the next, and so on. */
  readonly overLevel: readonly number[];
}

const points = 240;

/** Collects the errors of one input. */
export class Trace {
  readonly valuesPerPoint: number;
  readonly overTime: number[];
  readonly overLevel: number[];
  readonly #fullScale: number;

  /** `fullScale`: the largest value; `levels`: how many times it can be halved. */
  constructor(length: number, fullScale: number, levels: number) {
    this.valuesPerPoint = Math.max(1, Math.ceil(length / points));
    this.overTime = new Array(Math.ceil(length / this.valuesPerPoint)).fill(0);
    this.overLevel = new Array(levels).fill(0);
    this.#fullScale = fullScale;
  }

  add(index: number, expected: number, actual: number): void {
    const difference = Math.abs(actual - expected) / this.#fullScale;
    const error = Number.isFinite(difference) ? difference : 1;
    const point = Math.floor(index / this.valuesPerPoint);
    if (error > (this.overTime[point] ?? 0)) this.overTime[point] = error;
    const halvings = Math.floor(-Math.log2(Math.abs(expected) / this.#fullScale));
    const level = Math.min(this.overLevel.length - 1, Math.max(0, halvings));
    if (error > (this.overLevel[level] ?? 0)) this.overLevel[level] = error;
  }
}
