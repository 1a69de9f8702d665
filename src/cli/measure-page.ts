import type { MeasureReport } from '../measure/index.js';
import { latencyPlot } from './measure-plot.js';
import { cellsOf, columns, conclusionOf, factsOf } from './measure-report.js';
import { escaped, page } from './page.js';

/** The report as one HTML file. */
export function measurePage(report: MeasureReport): string {
  const { mood, sentence, advice } = conclusionOf(report);
  const cells = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join('')}</tr>`;
  return page({
    title: `${report.driver.name}: latency`,
    mood,
    heading: sentence,
    advice,
    rows: factsOf(report),
    body: `${latencyPlot(report.rows)}
<h2>All of them</h2>
<p class="dim">Latencies are in frames: input + output, as the driver reports them with its buffers made.</p>
<style>.rows td:nth-child(-n + 6) { white-space: nowrap; }</style>
<div class="wide"><table class="rows">
${cells('th', columns)}
${report.rows.map((row) => cells('td', cellsOf(row))).join('\n')}
</table></div>`,
  });
}
