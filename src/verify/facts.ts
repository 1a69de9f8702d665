import { diagnose } from './diagnose.js';
import type { Heard } from './listener.js';
import type { LoopResult } from './loop.js';
import type { Fact, FirstMismatch } from './report.js';
import type { ErrorTrace } from './trace.js';

/** Of slips and dropouts so many are told one by one. */
const mostPlaces = 16;

/** What of a loop's result is looked at here. */
export type FollowedLoop = Pick<LoopResult, 'patterns' | 'inputs' | 'framesPerValue'>;

/** The numbers of the channels that were used. */
export interface Channels {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** All that was found, input by input. */
export function factsOf(result: FollowedLoop, channels: Channels): Fact[] {
  const earliest = Math.min(...result.inputs.map(({ place }) => place?.offset ?? Number.POSITIVE_INFINITY));
  const facts = result.inputs.flatMap((heard, index): Fact[] => {
    const input = channels.inputs[index] as number;
    if (heard.place === null) return [{ kind: 'nothing', input, silent: heard.isSilent }];
    return factsOfInput(heard, input, channels.outputs[index], earliest, result);
  });
  // Between two samples the place that is most alike is a matter of chance, and moves.
  const isBetween = facts.some(({ kind }) => kind === 'resampled');
  const isChance = (fact: Fact) =>
    fact.kind === 'skew' || (fact.kind === 'slips' && fact.at.every(({ by }) => Math.abs(by) <= 2));
  return isBetween ? facts.filter((fact) => !isChance(fact)) : facts;
}

function factsOfInput(
  { place, tracker }: Heard,
  input: number,
  own: number | undefined,
  earliest: number,
  { patterns, framesPerValue }: FollowedLoop,
): Fact[] {
  const facts: Fact[] = [];
  const { pattern, offset } = place;
  const frames = (values: number) => values * framesPerValue;
  if (pattern.channel !== own) facts.push({ kind: 'swapped', input, output: pattern.channel });
  if (offset !== earliest) facts.push({ kind: 'skew', input, frames: frames(offset - earliest) });
  if (tracker.slips.length > 0) {
    const at = tracker.slips.slice(0, mostPlaces);
    facts.push({
      kind: 'slips',
      input,
      count: tracker.slips.length,
      at: at.map(({ index, by }) => ({ frame: frames(index), by: frames(by) })),
    });
  }
  if (tracker.drops.length > 0) {
    const all = tracker.drops.map(({ index, length }) => ({ frame: frames(index), frames: frames(length) }));
    facts.push({
      kind: 'dropouts',
      input,
      count: all.length,
      frames: all.reduce((sum, drop) => sum + drop.frames, 0),
      at: all.slice(0, mostPlaces),
    });
  }
  const others = patterns.filter((other) => other !== pattern);
  const found = diagnose(tracker.altered, pattern, others).map((finding) => ({ ...finding, input }));
  facts.push(...found);
  if (facts.length === 0 && tracker.different > 0) {
    const level = 20 * Math.log10(tracker.largest);
    facts.push({ kind: 'different', input, samples: tracker.different, decibels: level });
  }
  return facts;
}

/** The earliest one of all inputs. */
export function firstMismatchOf(
  { inputs, framesPerValue }: FollowedLoop,
  channels: Channels,
): FirstMismatch | null {
  let first: FirstMismatch | null = null;
  inputs.forEach((heard, index) => {
    if (heard.place === null || heard.tracker.first === null) return;
    const { pattern } = heard.place;
    const { index: at, expected, actual } = heard.tracker.first;
    const frame = at * framesPerValue;
    if (first !== null && first.frame <= frame) return;
    const unit = pattern.kind === 'integer' ? pattern.step : 1;
    first = {
      frame,
      input: channels.inputs[index] as number,
      expected: expected / unit,
      actual: actual / unit,
    };
  });
  return first;
}

export function tracesOf({ inputs, framesPerValue }: FollowedLoop, channels: Channels): ErrorTrace[] {
  return inputs.flatMap((heard, index) => {
    if (heard.place === null) return [];
    const { valuesPerPoint, overTime, overLevel } = heard.tracker.trace;
    const input = channels.inputs[index] as number;
    return [{ input, framesPerPoint: valuesPerPoint * framesPerValue, overTime, overLevel }];
  });
}
