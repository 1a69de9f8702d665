import type { ErrorTrace, VerifyReport } from '../verify/index.js';
import { plot } from './verify-plot.js';
import { conclusionOf, type Findings, rowsOf } from './verify-report.js';

/** Nothing is loaded from anywhere, so that the file can be sent and kept. */
const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #5d6672; --line: #d5dae0; --paper: #ffffff; --good: #147a3d; --bad: #b3261e; --unsure: #8a6100; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --dim: #9aa4b0; --line: #363d46; --paper: #15181c; --good: #5cd68a; --bad: #ff8a80; --unsure: #f0c04a; }
}
body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.35rem; } h2 { font-size: 1.05rem; margin-top: 2rem; } h3 { font-size: 0.9rem; font-weight: normal; color: var(--dim); margin: 0.8rem 0 0; }
.bit-perfect { color: var(--good); } .altered, .nothing { color: var(--bad); } .inconclusive { color: var(--unsure); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: 0.3rem 1rem 0.3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--dim); font-weight: normal; white-space: nowrap; }
svg { width: 100%; height: auto; } .grid path { stroke: var(--line); } .grid text { fill: var(--dim); font-size: 11px; } .error { fill: var(--bad); }
.dim { color: var(--dim); }`;

/** The report as one HTML file. */
export function page(report: Findings): string {
  const { sentence, advice } = conclusionOf(report);
  const { verdict, driver } = report;
  const rows = rowsOf(report).map(
    ([name, value]) => `<tr><th>${text(name)}</th><td>${text(value)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(`${driver.name}: ${verdict}`)}</title>
<style>${style}
</style>
</head>
<body>
<h1 class="${verdict}">${text(sentence)}</h1>
${advice.map((line) => `<p>${text(line)}</p>`).join('\n')}
<table>
${rows.join('\n')}
</table>
${(report.trace ?? []).map((trace) => plots(trace, report)).join('\n')}
<h2>What cannot be proven</h2>
<ul class="dim">
${report.whatCannotBeProven.map((line) => `<li>${text(line)}</li>`).join('\n')}
</ul>
</body>
</html>
`;
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

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Names of drivers come from outside. */
function text(raw: string): string {
  return raw.replace(/[&<>"]/g, (character) => entities[character] as string);
}
