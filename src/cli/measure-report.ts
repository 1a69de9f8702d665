import type { Measured, MeasureReport, MeasureRow } from '../measure/index.js';
import type { Mood } from './page.js';
import { printable, table } from './table.js';
import type { Terminal } from './terminal.js';

/** The report for people; at its end what it says and what to do. */
export function explanation(report: MeasureReport, terminal: Terminal): string {
  const facts = factsOf(report).map(([label, value]) => [terminal.style('dim', label), value]);
  const head = columns.map((title) => terminal.style('dim', title));
  const { mood, sentence, advice } = conclusionOf(report);
  return [
    table(facts),
    '',
    table([head, ...report.rows.map(cellsOf)]),
    '',
    terminal.style(colours[mood], sentence),
    ...advice,
  ].join('\n');
}

const colours = { good: 'green', bad: 'red', unsure: 'yellow' } as const;

export function factsOf({ driver, output, input }: MeasureReport): [string, string][] {
  return [
    ['driver', `${printable(driver.name)} (${printable(driver.id)})`],
    ['loop', `output ${output} to input ${input}`],
  ];
}

export const columns = ['RATE', 'BUFFER', 'REPORTED', 'MEASURED', 'MS', 'DIFFERENCE', 'STARTS'] as const;

/** Frames, but for the rate and the milliseconds. Where nothing was measured the reason stands behind all. */
export function cellsOf({ sampleRate, bufferSize, reported, measured, problem }: MeasureRow): string[] {
  const said =
    reported === null ? '-' : `${reported.input} + ${reported.output} = ${reported.input + reported.output}`;
  const row = [`${sampleRate} Hz`, String(bufferSize ?? '-'), said];
  if (measured === null) return [...row, '-', '-', '-', printable(problem?.message ?? '')];
  const { frames, milliseconds, difference } = measured;
  return [...row, String(frames), milliseconds.toFixed(2), signed(difference), startsOf(measured)];
}

function startsOf({ frames, spread, starts, match, isInverted }: Measured): string {
  const often = starts.length === 1 ? 'one' : `${starts.length}, all the same`;
  return [
    spread === 0 ? often : `${starts.length}, from ${frames} to ${frames + spread}`,
    ...(match === 'exact' ? [] : ['altered']),
    ...(isInverted ? ['upside down'] : []),
  ].join('; ');
}

const signed = (count: number) => (count > 0 ? `+${count}` : String(count));
const plural = (count: number) => `${count} frame${count === 1 ? '' : 's'}`;

export interface Conclusion {
  readonly mood: Mood;
  readonly sentence: string;
  /** What to do. */
  readonly advice: readonly string[];
}

export function conclusionOf(report: MeasureReport): Conclusion {
  const { verdict, rows, output, input } = report;
  if (verdict === 'nothing') {
    const where = `Is output ${output} connected with input ${input}, and routed there in the mixer?`;
    return {
      mood: 'bad',
      sentence: 'Nothing that was played came back.',
      advice: [`${where} Others are chosen with --channels OUT,IN.`],
    };
  }
  if (verdict === 'failed') {
    const reason = printable(rows[0]?.problem?.message ?? 'the driver offers no rate');
    return { mood: 'bad', sentence: `Nothing could be measured. ${reason}`, advice: [] };
  }
  const measured = rows.flatMap((row) => row.measured ?? []);
  const missing = rows.length - measured.length;
  const spread = Math.max(...measured.map((row) => row.spread));
  const advice = [];
  if (spread > 0) {
    advice.push(
      `After each start the loop is late by another time, by up to ${plural(spread)}: measure anew after each start.`,
    );
  }
  if (missing > 0) advice.push(`${missing} of ${rows.length} could not be measured, as the table says.`);
  const { isRight, sentence } = comparison(measured.map(({ difference }) => difference));
  if (!isRight)
    advice.unshift('Programs that line up recordings have to correct what the driver says by that.');
  return { mood: isRight && advice.length === 0 ? 'good' : 'unsure', sentence, advice };
}

/** Converters alone are some dozens of frames late, which many drivers leave out. */
function comparison(differences: readonly number[]): {
  readonly isRight: boolean;
  readonly sentence: string;
} {
  const [least, most] = [Math.min(...differences), Math.max(...differences)];
  if (least === 0 && most === 0)
    return { isRight: true, sentence: 'The loop is as late as the driver says.' };
  const isMixed = least < 0 && most > 0;
  if (isMixed) {
    const sentence = `The loop is from ${plural(-least)} earlier to ${plural(most)} later than the driver says.`;
    return { isRight: false, sentence };
  }
  const word = most > 0 ? 'later' : 'earlier';
  const [small, large] = [least, most].map(Math.abs).sort((a, b) => a - b) as [number, number];
  const by = small === large ? plural(small) : `${small} to ${plural(large)}`;
  return { isRight: false, sentence: `The loop is ${by} ${word} than the driver says.` };
}
