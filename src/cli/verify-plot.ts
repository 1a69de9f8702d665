import { chart } from './chart.js';

/** Decibels at the bottom; every error is larger than the last bit of 32. */
const floor = -200;
const levels = [0, -50, -100, -150, floor];

export interface Plot {
  /** Full scale being 1; 0: no error. */
  readonly errors: readonly number[];
  /** What the first and the last bar stand for. */
  readonly from: string;
  readonly to: string;
  readonly title: string;
  /** What it is called for those who do not see it. */
  readonly label: string;
}

/** Draws bars of errors in decibels. */
export function plot({ errors, from, to, title, label }: Plot): string {
  // One at the very bottom has a bar all the same.
  const heightOf = (error: number) => Math.max(Number.MIN_VALUE, 1 - (20 * Math.log10(error)) / floor);
  return chart({
    title,
    label,
    heights: errors.map((error) => (error === 0 ? 0 : heightOf(error))),
    share: 1,
    colour: 'error',
    levels: levels.map((level) => String(level).replace('-', '\u2212')),
    ends: [from, to],
  });
}
