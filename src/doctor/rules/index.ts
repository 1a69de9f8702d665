/** The words about every rule, in the order in which they are shown; what is seen of them comes from `native/doctor`. */
import { bufferRules } from './buffers.js';
import { factRules } from './facts.js';
import { rateRules } from './rates.js';
import type { Rule } from './rule.js';
import { runRules } from './run.js';
import { startRules } from './start.js';
import { timeRules } from './time.js';

export type { Rule, Severity } from './rule.js';

const table = {
  ...startRules,
  ...factRules,
  ...rateRules,
  ...bufferRules,
  ...runRules,
  ...timeRules,
} as const;

/** The names of all rules. */
export type RuleName = keyof typeof table;

/** Every rule by its name. The table in `docs/doctor.md` is made of it. */
export const rules: Readonly<Record<RuleName, Rule>> = table;

/** The same by what they are about, for documents. */
export const ruleGroups: readonly (readonly [string, readonly RuleName[]])[] = [
  ['Loading, starting up, calls', Object.keys(startRules) as RuleName[]],
  ['What it says of itself', Object.keys(factRules) as RuleName[]],
  ['Sample rates and clocks', Object.keys(rateRules) as RuleName[]],
  ['Buffers', Object.keys(bufferRules) as RuleName[]],
  ['Buffer switches', Object.keys(runRules) as RuleName[]],
  ['Times, and what is in the inputs', Object.keys(timeRules) as RuleName[]],
];
