/** Loops of arrays: what is played is altered by a function and listened to, without a driver. */
import { type Channels, factsOf, firstMismatchOf } from '../../dist/verify/facts.js';
import { Listener } from '../../dist/verify/listener.js';
import { Pattern, type PatternKind } from '../../dist/verify/pattern.js';

export interface Wire extends Partial<PatternKind> {
  readonly channels?: number;
  readonly length?: number;
  /** Zeros before what was played comes in. */
  readonly delay?: number;
  /** Makes what is heard out of what was played, channel by channel. */
  readonly alter?: (played: readonly Float64Array[]) => readonly Float64Array[];
}

const window = 10_000;

export function listen(wire: Wire) {
  const { kind = 'integer', bits = 24, channels = 2, length = 30_000, delay = 777 } = wire;
  const patterns = Array.from({ length: channels }, (_, channel) => new Pattern({ kind, bits }, channel));
  const played = patterns.map((pattern) => pattern.values(0, length));
  const heard = (wire.alter?.(played) ?? played).map((values) => {
    const capture = new Float64Array(delay + values.length + window + 5000);
    capture.set(values, delay);
    return capture;
  });
  const listener = new Listener(patterns, heard.length, length, window);
  const size = 1000;
  for (let at = 0; at + size <= (heard[0]?.length ?? 0) && !listener.isDone; at += size) {
    listener.add(
      heard.map((values) => values.subarray(at, at + size)),
      size,
    );
  }
  const inputs = listener.finish();
  const all = patterns.map((_, channel) => channel);
  const numbers: Channels = { inputs: all, outputs: all };
  const result = { patterns, inputs, framesPerValue: 1 };
  return { facts: factsOf(result, numbers), first: firstMismatchOf(result, numbers), inputs };
}

/** Rounds to codes of `bits` bits and clamps, as an integer path does. */
export function toCodes(bits: number, round: (value: number) => number = Math.round) {
  const scale = 2 ** (bits - 1);
  return (value: number) => Math.min(scale - 1, Math.max(-scale, round(value * scale))) / scale;
}

/** The same for each sample of each channel. */
export function each(change: (value: number, index: number) => number) {
  return (played: readonly Float64Array[]) => played.map((values) => values.map(change));
}

/** From 0 up to 1, always the same sequence. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
