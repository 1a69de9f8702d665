/**
 * How late a loop is, beside what the driver says. See `docs/measure.md`. An entry of its own, as a program that only plays
 * and records has no use for it and need not load it.
 */
export { type MeasureOptions, type MeasureProgress, measure } from './measure.js';
export type {
  Measured,
  MeasureProblem,
  MeasureReport,
  MeasureRow,
  MeasureVerdict,
} from './report.js';
