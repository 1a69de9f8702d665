import type { DoctorReport, Finding, Jitter, MeasuredRate, NotChecked } from '../doctor/index.js';
import { printable, table } from './table.js';
import type { Terminal } from './terminal.js';

const colours = { healthy: 'green', 'breaks rules': 'red', unusable: 'red' } as const;

/** How a finding is called, before its rule. */
export const severityWords = { breaks: 'broken', odd: 'odd', note: 'note' } as const;
const severityColours = { breaks: 'red', odd: 'yellow', note: 'dim' } as const;

/** The report for people. */
export function diagnosis(report: DoctorReport, terminal: Terminal): string {
  const rows = doctorRows(report).map(([label, value]) => [terminal.style('dim', label), value]);
  return [
    table(rows),
    ...report.findings.map((finding) => explained(finding, terminal)),
    '',
    terminal.style(colours[report.verdict], headingOf(report)),
  ].join('\n');
}

function explained(finding: Finding, terminal: Terminal): string {
  const { severity } = finding;
  const lines = findingLines(finding).map(([label, value]) => [`  ${terminal.style('dim', label)}`, value]);
  const heading = `${severityWords[severity]}: ${finding.rule}`;
  return `\n${terminal.style(severityColours[severity], heading)}\n${table(lines)}`;
}

/** What there is to say about a finding: a word, and what it is about. */
export function findingLines({ what, source, effect, answer, seen }: Finding): [string, string][] {
  return [
    ['rule', `${what} (${source})`],
    ...seen.map((line): [string, string] => ['seen', printable(line)]),
    ['hosts', effect],
    ['here', answer],
  ];
}

/** What was measured and counted. */
export function doctorRows(report: DoctorReport): [string, string][] {
  const { driver, rate, jitter, calls, checked, notChecked } = report;
  const version = driver.version === null ? '' : `, version ${driver.version}`;
  const slowest = [...calls].sort((a, b) => b.max - a.max).slice(0, 4);
  return [
    ['driver', `${printable(driver.name || 'unknown')} (${printable(driver.id)})${version}`],
    ['rate', rateLine(rate.said, rate.byArrival, rate.byPositions)],
    ['jitter', jitter === null ? 'not measured' : jitterLine(jitter)],
    ['calls', slowest.map(({ call, max }) => `${call} ${time(max)}`).join(', ') || 'none'],
    ['rules', `${checked} looked at${notChecked.length === 0 ? '' : `, ${notChecked.length} not`}`],
    ...whyNot(notChecked),
  ];
}

/** Rules that were not looked at, by why. */
function whyNot(notChecked: readonly NotChecked[]): [string, string][] {
  const reasons = new Map<string, string[]>();
  for (const { rule, why } of notChecked) reasons.set(why, [...(reasons.get(why) ?? []), rule]);
  return [...reasons].map(([why, rules]) => {
    const shown =
      rules.length > 4 ? `${rules.slice(0, 3).join(', ')} and ${rules.length - 3} others` : rules.join(', ');
    return ['not', `${shown}: ${printable(why)}`];
  });
}

function rateLine(said: number | null, arrival: MeasuredRate | null, positions: MeasuredRate | null): string {
  const rate = said === null ? 'unknown' : `${said} Hz said`;
  const measured = [
    ['by arrival', arrival],
    ['by its own positions', positions],
  ] as const;
  return [rate, ...measured.flatMap(([how, value]) => (value === null ? [] : [`${ppm(value)} ${how}`]))].join(
    ', ',
  );
}

const ppm = (measured: MeasuredRate) =>
  `${measured.ppm > 0 ? '+' : ''}${measured.ppm.toFixed(0)} ppm (within ${Math.ceil(measured.uncertainty)})`;

function jitterLine({ nominal, p50, p99, max, first }: Jitter): string {
  return `a buffer every ${time(nominal)}: half within ${time(p50)}, 99 % within ${time(p99)}, all within ${time(max)}; the first after ${time(first)}`;
}

/** Milliseconds, with as many digits as say something. */
export function time(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** One sentence that says it all. */
export function headingOf({ verdict, findings, end }: DoctorReport): string {
  const broken = findings.filter(({ severity }) => severity === 'breaks').length;
  const others = findings.length - broken;
  const more =
    others === 0 ? '' : ` ${plural(others, 'other thing')} ${others === 1 ? 'is' : 'are'} worth knowing.`;
  if (verdict === 'healthy') return `Healthy: no rule is broken.${more}`;
  const why = end === null ? '' : ` ${end.message}`;
  if (verdict === 'unusable') return `Unusable: it did not come as far as a buffer switch.${why}`;
  return `It breaks ${plural(broken, 'rule')}.${why}${more}`;
}
