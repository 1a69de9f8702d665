import type { ErrorTrace, Verdict, VerifyReport } from '../verify/index.js';
import { escaped, type Mood, page } from './page.js';
import { plot } from './verify-plot.js';
import { conclusionOf, type Findings, rowsOf } from './verify-report.js';

const moods: Readonly<Record<Verdict, Mood>> = {
  'bit-perfect': 'good',
  altered: 'bad',
  nothing: 'bad',
  inconclusive: 'unsure',
};

/** The report as one HTML file. */
export function verifyPage(report: Findings): string {
  const { sentence, advice } = conclusionOf(report);
  return page({
    title: `${report.driver.name}: ${report.verdict}`,
    mood: moods[report.verdict],
    heading: sentence,
    advice,
    rows: rowsOf(report),
    body: `${traces(report)}
<h2>What cannot be proven</h2>
<ul class="dim">
${report.whatCannotBeProven.map((line) => `<li>${escaped(line)}</li>`).join('\n')}
</ul>`,
  });
}

function traces(report: Findings): string {
  const all = report.trace ?? [];
  const isRight = ({ overTime }: ErrorTrace) => overTime.every((error) => error === 0);
  const wrong = all.filter((trace) => !isRight(trace));
  const right = all.filter(isRight).map(({ input }) => input);
  const rest = `<h2>Input${right.length === 1 ? '' : 's'} ${right.join(', ')}</h2>
<p class="dim">No error at any time.</p>`;
  return [...wrong.map((trace) => plots(trace, report)), ...(right.length === 0 ? [] : [rest])].join('\n');
}

function plots({ input, overTime, overLevel }: ErrorTrace, { frames, sampleRate }: VerifyReport): string {
  const end = sampleRate === null ? `${frames} frames` : `${(frames / sampleRate).toFixed(1)} s`;
  const start = sampleRate === null ? '0' : '0 s';
  const time = {
    errors: overTime,
    from: start,
    to: end,
    title: 'Largest error over time, dB of full scale',
    label: `Errors of input ${input} over time`,
  };
  const level = {
    errors: overLevel,
    from: 'what was played: 0 dB',
    to: `\u2212${Math.round(6.02 * overLevel.length)} dB`,
    title: 'Largest error by the level of what was played',
    label: `Errors of input ${input} by level`,
  };
  return `<h2>Input ${input}</h2>
<div class="plots">
${plot(time)}
${plot(level)}
</div>`;
}
