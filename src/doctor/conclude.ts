/** From what was written down to a report. */
import type { CallTimes, DoctorReport, End, Finding, Jitter, MeasuredRate, NotChecked } from './report.js';
import { type RuleName, rules, type Severity } from './rules/index.js';
import type { Trail } from './trail.js';

/** A call that takes longer is told, milliseconds. */
const longCall = 1000;

const order: readonly Severity[] = ['breaks', 'odd', 'note'];

export function conclude(id: string, trail: Trail, end: End | null): DoctorReport {
  const seen = seenIn(trail, end);
  const findings = [...seen]
    .map(([rule, what]) => finding(rule, what))
    .sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const checked = new Set([...trail.checked, ...derived, ...seen.keys()].filter(isRule));
  const hasStreamed = trail.facts.has('streamed');
  const breaks = findings.some(({ severity }) => severity === 'breaks');
  return {
    driver: { id, name: textOf(trail, 'name') ?? '', version: numberOf(trail, 'version') },
    verdict: !hasStreamed ? 'unusable' : breaks ? 'breaks rules' : 'healthy',
    findings,
    calls: [...trail.calls].map(([call, times]) => callTimes(call, times)),
    rate: {
      said: numberOf(trail, 'rate'),
      byArrival: measured(trail, 'rate-arrival'),
      byPositions: measured(trail, 'rate-positions'),
    },
    jitter: jitterOf(trail),
    checked: checked.size,
    notChecked: notChecked(trail, checked, end),
    end,
  };
}

export function finding(rule: RuleName, seen: readonly string[]): Finding {
  const { severity, what, source, effect, answer } = rules[rule];
  return { rule, severity, what, source, effect, answer, seen };
}

/** Rules about the examination itself, which are looked at whatever happens. */
const derived: readonly RuleName[] = ['loads', 'returns', 'crashes', 'exits', 'call-slow'];

const isRule = (name: string): name is RuleName => Object.hasOwn(rules, name);

function seenIn(trail: Trail, end: End | null): Map<RuleName, readonly string[]> {
  const seen = new Map<RuleName, readonly string[]>();
  for (const [rule, what] of trail.seen) if (isRule(rule)) seen.set(rule, [...new Set(what)]);
  const slow = [...trail.calls]
    .map(([call, times]) => [call, Math.max(...times)] as const)
    .filter(([, longest]) => longest >= longCall)
    .map(([call, longest]) => `${call} took ${(longest / 1000).toFixed(1)} s`);
  if (slow.length > 0) seen.set('call-slow', slow);
  if (end !== null) seen.set(ends[end.kind], [end.message]);
  return seen;
}

const ends = {
  hangs: 'returns',
  crashes: 'crashes',
  exits: 'exits',
  'not loaded': 'loads',
} as const satisfies Record<End['kind'], RuleName>;

function notChecked(trail: Trail, checked: ReadonlySet<string>, end: End | null): NotChecked[] {
  const during = end?.during ?? null;
  const otherwise =
    end !== null
      ? `the examination ended before${during === null ? '' : `, in ${during}`}`
      : 'the driver gave no occasion for it';
  return (Object.keys(rules) as RuleName[])
    .filter((rule) => trail.skipped.has(rule) || !checked.has(rule))
    .map((rule) => ({ rule, why: trail.skipped.get(rule) ?? otherwise }));
}

function callTimes(call: string, times: readonly number[]): CallTimes {
  const sorted = [...times].sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return { call, count: times.length, median, max: sorted.at(-1) ?? 0 };
}

const textOf = (trail: Trail, name: string): string | undefined => trail.facts.get(name)?.[0];

function numberOf(trail: Trail, name: string): number | null {
  const text = textOf(trail, name);
  return text === undefined ? null : Number(text);
}

function measured(trail: Trail, name: string): MeasuredRate | null {
  const [rate, ppm, uncertainty] = trail.facts.get(name)?.map(Number) ?? [];
  if (rate === undefined || ppm === undefined || uncertainty === undefined) return null;
  return { rate, ppm, uncertainty };
}

function jitterOf(trail: Trail): Jitter | null {
  const [nominal, p50, p99, max, first, intervals] = trail.facts.get('jitter')?.map(Number) ?? [];
  const [limit, counts] = trail.facts.get('intervals') ?? [];
  if (nominal === undefined || intervals === undefined || counts === undefined) return null;
  const ms = (ns: number | undefined) => (ns ?? 0) / 1e6;
  const histogram = { limit: ms(Number(limit)), counts: counts.split(',').map(Number) };
  return {
    nominal: ms(nominal),
    p50: ms(p50),
    p99: ms(p99),
    max: ms(max),
    first: ms(first),
    intervals,
    histogram,
  };
}
