/**
 * Does a driver behave? See `docs/doctor.md`. An entry of its own, as a program that only plays and records has no use for
 * it and need not load it.
 */
export { type DoctorOptions, doctor } from './doctor.js';
export type {
  CallTimes,
  DoctorProgress,
  DoctorReport,
  DoctorVerdict,
  End,
  Finding,
  Jitter,
  MeasuredRate,
  NotChecked,
  RateReport,
} from './report.js';
export { type Rule, type RuleName, rules, type Severity } from './rules/index.js';
