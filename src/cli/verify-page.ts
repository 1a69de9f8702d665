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
    body: `${(report.trace ?? []).map((trace) => plots(trace, report)).join('\n')}
<h2>What cannot be proven</h2>
<ul class="dim">
${report.whatCannotBeProven.map((line) => `<li>${escaped(line)}</li>`).join('\n')}
</ul>`,
  });
}

function plots({ input, overTime, overLevel }: ErrorTrace, { frames, sampleRate }: VerifyReport): string {
  if (overTime.every((error) => error === 0))
    return `<h2>Input ${input}</h2>\n<p class="dim">No error at any time.</p>`;
  const seconds = sampleRate === null ? `${frames} frames` : `${(frames / sampleRate).toFixed(1)} s`;
  const quietest = `${Math.round(-6.02 * overLevel.length)} dB`;
  return `<h2>Input ${input}</h2>
<h3>Largest error over time, in dB of full scale</h3>
${plot({ errors: overTime, from: '0 s', to: seconds, title: `Errors of input ${input} over time` })}
<h3>Largest error by the level of what was played</h3>
${plot({ errors: overLevel, from: '0 dB', to: quietest, title: `Errors of input ${input} by level` })}`;
}
