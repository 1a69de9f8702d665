/** What follows from the facts. */
import type { LoopResult } from './loop.js';
import type { Fact, Verdict } from './report.js';

/** `lost` frames and restarts are no fault of the driver's sound, and may be the reason for whatever was found. */
export function verdictOf(
  { inputs, lost, wasRestarted }: Pick<LoopResult, 'inputs' | 'lost' | 'wasRestarted'>,
  facts: readonly Fact[],
): Verdict {
  const heard = inputs.filter((input) => input.place !== null);
  const isWhole = heard.length === inputs.length && heard.every(({ tracker }) => tracker.done);
  // Silence that was late after the end of what was played is no loss.
  if (isWhole && facts.length === 0 && lost.input === 0 && !wasRestarted) return 'bit-perfect';
  if (lost.input > 0 || lost.output > 0 || wasRestarted) return 'inconclusive';
  if (heard.length === 0) return 'nothing';
  return facts.length > 0 ? 'altered' : 'inconclusive';
}

/** After these nobody knows which bits of a sample are those that were played. */
const blurring: readonly Fact['kind'][] = [
  'gain',
  'noise',
  'limiter',
  'resampled',
  'leak',
  'nothing',
  'different',
];

/** What arrives of each sample of `bits` bits on the worst channel; null where that is not known. */
export function validBits(facts: readonly Fact[], bits: number): number | null {
  if (facts.some(({ kind }) => blurring.includes(kind))) return null;
  return Math.min(bits, ...facts.map((fact) => ('kept' in fact ? fact.kept : bits)));
}

/** What no program can find out by listening to what comes in. */
export function limitsOfProof(isBuiltIn: boolean, kind: 'integer' | 'float' | 'dsd'): readonly string[] {
  return [
    isBuiltIn
      ? 'Anything about hardware: this is the virtual driver.'
      : 'What lies behind the point where the loop turns back, such as converters and what is analog.',
    'That no error on the way out was undone on the way in, as two changes of polarity are.',
    'Other rates, buffer sizes, clocks and channels, and other programs that use the device as well.',
    'What happens more seldom than once in the time that was listened to.',
    ...(kind === 'float' ? ['What becomes of floats beyond full scale, and of what is no number.'] : []),
    ...(kind === 'dsd'
      ? ['What becomes of DSD that is shifted by part of a byte: that is told as another sound.']
      : []),
  ];
}
