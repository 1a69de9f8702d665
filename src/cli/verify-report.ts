import type { VerifyReport } from '../verify/index.js';
import type { ClientsOutcome } from './clients.js';
import { printable, table } from './table.js';
import type { Terminal } from './terminal.js';
import { meaningOf } from './verify-facts.js';

/** What the command found out: that other programs had the driver open as well is not the library's doing. */
export interface Findings extends VerifyReport {
  readonly otherClients?: ClientsOutcome;
}

/** The report for people; at its end the verdict and what to do. */
export function explanation(report: Findings, terminal: Terminal): string {
  const rows = rowsOf(report).map(([label, value]) => [terminal.style('dim', label), value]);
  const { sentence, advice } = conclusionOf(report);
  return [
    table(rows),
    '',
    terminal.style(colours[report.verdict], sentence),
    ...advice,
    ...report.whatCannotBeProven.map((what) => terminal.style('dim', `Not proven: ${lowered(what)}`)),
  ].join('\n');
}

const colours = { 'bit-perfect': 'green', altered: 'red', nothing: 'red', inconclusive: 'yellow' } as const;

const lowered = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1);

/** What was measured and found: a word, and what it is about. */
export function rowsOf(report: Findings): [string, string][] {
  const {
    otherClients,
    driver,
    inputs,
    outputs,
    sampleRate,
    bufferSize,
    latency,
    firstMismatch: first,
    validBits,
  } = report;
  const measured = latency.measured === null ? 'not measured' : `${latency.measured} frames measured`;
  const bits = validBits === null ? '' : `, ${validBits} valid bit${validBits === 1 ? '' : 's'}`;
  const rows: [string, string][] = [
    ['driver', `${printable(driver.name)} (${printable(driver.id)})`],
    ['stream', `${report.sampleType}${bits}, ${sampleRate} Hz, buffers of ${bufferSize} frames`],
    ['loop', `outputs ${outputs.join(',')} to inputs ${inputs.join(',')}`],
    ['latency', `${measured}, ${latency.reported} reported`],
    ['compared', `${report.compared} samples, ${report.different} differ`],
  ];
  if (otherClients !== undefined) {
    const { wanted, ran, problem } = otherClients;
    rows.splice(3, 0, [
      'clients',
      `${ran} of ${wanted} others ran${problem === null ? '' : `: ${printable(problem)}`}`,
    ]);
  }
  if (first !== null) {
    const { frame, input, expected, actual } = first;
    rows.push(['first', `frame ${frame}, input ${input}: ${expected} came back as ${actual}`]);
  }
  for (const { channels, what } of findings(report)) rows.push(['found', `${channels}: ${what}`]);
  return rows;
}

/** Facts that are the same for several inputs, as one. */
function findings({ facts }: VerifyReport) {
  const inputs = new Map<string, { readonly advice: string; readonly channels: number[] }>();
  for (const fact of facts) {
    const { what, advice } = meaningOf(fact);
    const same = inputs.get(what) ?? { advice, channels: [] };
    same.channels.push(fact.input);
    inputs.set(what, same);
  }
  return [...inputs].map(([what, { advice, channels }]) => ({
    what,
    advice,
    channels: `input${channels.length === 1 ? '' : 's'} ${channels.join(',')}`,
  }));
}

/** One sentence, and what to do. */
export function conclusionOf(report: VerifyReport): { readonly sentence: string; readonly advice: string[] } {
  const { verdict, lostFrames } = report;
  if (verdict === 'bit-perfect') {
    return { sentence: 'Bit-perfect: every bit came back as it was played.', advice: [] };
  }
  if (verdict === 'nothing') {
    const { advice } = meaningOf({ kind: 'nothing', input: 0, silent: true });
    return { sentence: 'Nothing that was played came back.', advice: [advice] };
  }
  if (verdict === 'inconclusive') {
    const lost = `${lostFrames.output} frames did not go out in time and ${lostFrames.input} were not taken in time`;
    return {
      sentence: `Not known: this machine was too busy, or the driver was interrupted (${lost}).`,
      advice: ['Close other programs, choose a larger --buffer, and try again.'],
    };
  }
  const found = findings(report);
  const what =
    found.length > 3 ? 'several things happen on the way' : found.map((finding) => finding.what).join('; ');
  return { sentence: `Not bit-perfect: ${what}.`, advice: [...new Set(found.map(({ advice }) => advice))] };
}
