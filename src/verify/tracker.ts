import type { Pattern } from './pattern.js';
import { certain, exactSlip, farthestSlip, likenessOf, likeSlip } from './slip-search.js';
import { Trace } from './trace.js';

/** Two values that ought to be equal. */
export interface Mismatch {
  /** Values of the pattern before it. */
  readonly index: number;
  readonly expected: number;
  readonly actual: number;
}

/** From here on everything comes later than before, or earlier. */
export interface SlipAt {
  readonly index: number;
  /** Positive: values came in that were not played, or twice. Negative: values are missing. */
  readonly by: number;
}

/** A stretch in which one value was heard all the time. */
export interface DropAt {
  readonly index: number;
  readonly length: number;
}

/** Stretches in which something else came back than was played, for a closer look: the first ones. */
export interface Altered {
  /** Pattern indices; each stretch is without holes. */
  readonly index: number[];
  readonly expected: number[];
  readonly actual: number[];
  /** Values that differ, also in stretches that are not kept. */
  different: number;
}

const blockValues = 1024;
const shortestDrop = 32;
const mostAltered = 32768;
/** A block that is altered as a whole is followed by others like it: then one in so many is searched for a slip. */
const patience = 8;
const rarely = 32;
/** Correlations of altered sound with what was played: it still is that, or it is another place. */
const alike = 0.6;
const strange = 0.3;

/**
 * Follows one channel through what was captured: where it is what was played, where it slips, where it stops and where
 * it is altered. Values before `offset` are not the pattern's.
 */
export class Tracker {
  /** Values compared, and those that differ, are missing or too many. */
  compared = 0;
  different = 0;
  first: Mismatch | null = null;
  /** The largest distance between expected and actual in what was altered. */
  largest = 0;
  readonly slips: SlipAt[] = [];
  readonly drops: DropAt[] = [];
  readonly altered: Altered = { index: [], expected: [], actual: [], different: 0 };
  readonly trace: Trace;
  readonly #pattern: Pattern;
  readonly #end: number;
  #offset: number;
  /** What was captured and is not looked at yet; its first value is the one at `#at` of the capture. */
  #pending: Float64Array = new Float64Array(0);
  #at: number;
  #skip: number;
  #failedSearches = 0;
  #keepsNext = true;
  /** What there was before the last block that was like the pattern: it may be the one in which it slipped. */
  #sure: { readonly kept: number; readonly drops: number } | null = null;
  /** The value that is heard all the time. */
  #dropped: number | null = null;

  /** `end`: how long the pattern is. */
  constructor(pattern: Pattern, offset: number, end: number) {
    this.trace = new Trace(end, pattern.kind === 'dsd' ? 255 : 1, pattern.bits);
    this.#pattern = pattern;
    this.#offset = offset;
    this.#end = end;
    this.#at = offset;
    this.#skip = offset;
  }

  /** True once the whole pattern has been compared. */
  get done(): boolean {
    return this.#at - this.#offset >= this.#end;
  }

  /** Takes the next `count` values of the capture. */
  add(values: Float64Array, count: number): void {
    const skipped = Math.min(this.#skip, count);
    this.#skip -= skipped;
    if (skipped === count || this.done) return;
    const fresh = values.subarray(skipped, count);
    const all = new Float64Array(this.#pending.length + fresh.length);
    all.set(this.#pending);
    all.set(fresh, this.#pending.length);
    this.#pending = this.#consume(all, farthestSlip + certain);
  }

  /** No more will come. */
  finish(): void {
    this.#pending = this.#consume(this.#pending, 0);
  }

  /** Looks at all but the last `ahead` values, which are needed to understand those before; gives back the rest. */
  #consume(values: Float64Array, ahead: number): Float64Array {
    let from = 0;
    while (!this.done) {
      const index = this.#at - this.#offset;
      const there = values.length - from - ahead;
      if (there <= 0 || (ahead > 0 && there < blockValues)) break;
      const room = Math.min(there, this.#end - index, blockValues);
      const used = this.#step(values.subarray(from), index, room);
      from += used;
      this.#at += used;
    }
    return values.slice(from);
  }

  /** Looks at up to `room` values, which begin with the one at `index` of the pattern. How many it is done with. */
  #step(values: Float64Array, index: number, room: number): number {
    const expected = this.#pattern.values(index, room);
    if (this.#dropped !== null) return this.#goOnDropping(values, expected, index, room);
    let same = 0;
    while (same < room && values[same] === expected[same]) same++;
    if (same > 0) {
      this.compared += same;
      if (same >= certain) this.#failedSearches = 0;
      return same;
    }
    const [actual = 0] = values;
    if (this.#isDrop(values, index)) {
      this.#note(index, expected[0] as number, actual);
      this.drops.push({ index, length: 0 });
      this.#dropped = actual;
      return 0;
    }
    const slip = this.#findSlip(values, expected, index);
    if (slip !== 0) {
      this.#note(index, expected[0] as number, actual);
      this.slips.push({ index, by: slip });
      this.different += Math.abs(slip);
      this.#offset += slip;
      return 0;
    }
    const rest = this.#untilDrop(values, room);
    this.#keep(values, expected, index, rest);
    return rest;
  }

  /** How many of the first `room` values there are before one comes again and again; the first one may do so. */
  #untilDrop(values: Float64Array, room: number): number {
    let begin = 0;
    while (begin < room && values[begin] === values[0]) begin++;
    for (let at = begin + 1; at < Math.min(values.length, room + shortestDrop); at++) {
      if (values[at] !== values[at - 1]) begin = at;
      else if (at - begin + 1 >= shortestDrop) return Math.min(begin, room);
    }
    return room;
  }

  #goOnDropping(values: Float64Array, expected: Float64Array, index: number, room: number): number {
    let length = 0;
    for (; length < room && values[length] === this.#dropped; length++) {
      const [wanted, actual] = [expected[length] as number, values[length] as number];
      if (wanted === actual) continue;
      this.different++;
      this.#note(index + length, wanted, actual);
    }
    this.compared += length;
    const { index: begin } = this.drops.pop() as DropAt;
    this.drops.push({ index: begin, length: index + length - begin });
    if (length < room) this.#dropped = null;
    return length;
  }

  /**
   * One value all the time. Not where what is quiet is silent from its beginning or to its end: that is what becomes of low
   * levels where low bits are lost.
   */
  #isDrop(values: Float64Array, index: number): boolean {
    let length = 1;
    while (length < values.length && values[length] === values[0]) length++;
    length = Math.min(length, this.#end - index); // after that silence is what was played
    if (length < shortestDrop) return false;
    const quiet = this.#pattern.quietAt(index);
    if (quiet === null) return true;
    return length >= quiet.left + shortestDrop || (quiet.from > 2 && length < quiet.left);
  }

  /** By how much the channel is later than before; 0: it is not, or nobody can tell. */
  #findSlip(values: Float64Array, expected: Float64Array, index: number): number {
    this.#failedSearches++;
    const isWorthIt = this.#failedSearches <= patience || this.#failedSearches % rarely === 0;
    const slip = isWorthIt ? exactSlip(values, this.#pattern, index) : 0;
    if (slip !== 0 || !this.#isStrange(values, expected, index)) return slip;
    const likely = likeSlip(values.slice(0, blockValues), this.#pattern, index);
    if (likely !== 0) this.#forgetUnsure();
    return likely;
  }

  /** Whether what was like the pattern, if altered, no longer is. Asked of whole loud blocks only. */
  #isStrange(values: Float64Array, expected: Float64Array, index: number): boolean {
    const isWhole = expected.length === blockValues && values.length >= blockValues;
    if (!isWhole || this.#pattern.kind === 'dsd' || this.#pattern.quietAt(index) !== null) return false;
    const likeness = Math.abs(likenessOf(values, expected));
    if (likeness > alike) this.#sure = { kept: this.altered.index.length, drops: this.drops.length };
    return this.#sure !== null && likeness < strange;
  }

  /** What was kept since it was surely at its place may be of both sides of the slip, and what was quiet no drop. */
  #forgetUnsure(): void {
    const { kept, drops } = this.#sure ?? { kept: 0, drops: 0 };
    for (const list of [this.altered.index, this.altered.expected, this.altered.actual]) list.length = kept;
    const isLoud = ({ index }: DropAt) => this.#pattern.quietAt(index) === null;
    this.drops.push(...this.drops.splice(drops).filter(isLoud));
    this.#keepsNext = false;
  }

  #keep(values: Float64Array, expected: Float64Array, index: number, count: number): void {
    const keeps = this.#keepsNext && this.altered.index.length < mostAltered;
    this.#keepsNext = true;
    for (let i = 0; i < count; i++) {
      const value = values[i] as number;
      const wanted = expected[i] as number;
      if (value !== wanted) {
        this.#note(index + i, wanted, value);
        this.different++;
        this.altered.different++;
        const distance = Math.abs(value - wanted);
        if (distance > this.largest) this.largest = distance;
      }
      if (!keeps) continue;
      this.altered.index.push(index + i);
      this.altered.expected.push(wanted);
      this.altered.actual.push(value);
    }
    this.compared += count;
  }

  #note(index: number, expected: number, actual: number): void {
    this.trace.add(index, expected, actual);
    this.first ??= { index, expected, actual };
  }
}
