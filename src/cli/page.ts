/** A report as one HTML file. Nothing is loaded from anywhere, so that it can be sent and kept; light and dark. */
const style = `
:root {
  color-scheme: light;
  --ink: #1b1f24; --dim: #5d6672; --line: #d5dae0; --paper: #ffffff; --plot: #2a5db0;
  --good: #147a3d; --bad: #b3261e; --unsure: #8a6100;
  --good-paper: #eaf6ee; --bad-paper: #fdeeec; --unsure-paper: #fdf5e3;
}
/* Paper is light, whatever the screen is. */
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --ink: #e8eaed; --dim: #9aa4b0; --line: #363d46; --paper: #15181c; --plot: #8ab4f8;
    --good: #5cd68a; --bad: #ff8a80; --unsure: #f0c04a;
    --good-paper: #14291c; --bad-paper: #331b19; --unsure-paper: #2d2512;
  }
}
body { margin: 2rem auto; max-width: 58rem; padding: 0 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header { padding: 1rem 1.25rem; border-left: 0.3rem solid; border-radius: 0.3rem; margin-bottom: 1.5rem; print-color-adjust: exact; }
header.good { background: var(--good-paper); border-color: var(--good); } header.bad { background: var(--bad-paper); border-color: var(--bad); } header.unsure { background: var(--unsure-paper); border-color: var(--unsure); }
header p { margin: 0.5rem 0 0; max-width: none; }
h1 { font-size: 1.35rem; line-height: 1.35; margin: 0; display: flex; gap: 0.6em; } h2 { font-size: 1.05rem; margin: 2rem 0 0.5rem; } h3 { font-size: 0.9rem; font-weight: normal; color: var(--dim); margin: 0.8rem 0 0; }
h1.good::before { content: "\\2713"; content: "\\2713" / ""; } h1.bad::before { content: "\\2717"; content: "\\2717" / ""; } h1.unsure::before { content: "?"; content: "?" / ""; }
h2, h3 { break-after: avoid; }
h2 + p { margin-top: 0; } p, ul { max-width: 46rem; text-wrap: pretty; } ul { padding-left: 1.25rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .unsure { color: var(--unsure); } header.good, header.bad, header.unsure { color: var(--ink); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; } th, td { text-align: left; vertical-align: top; padding: 0.3rem 1rem 0.3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; } tr { break-inside: avoid; }
th { color: var(--dim); font-weight: normal; white-space: nowrap; } th[scope=row] { width: 5.5rem; }
svg { width: 100%; height: auto; } .grid path { stroke: var(--line); } .grid text { fill: var(--dim); font-size: 11px; } .error { fill: var(--bad); } .plot { fill: var(--plot); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1.25rem 2rem; }
figure { margin: 0; break-inside: avoid; font-size: 0.8rem; line-height: 1; color: var(--dim); font-variant-numeric: tabular-nums; print-color-adjust: exact; }
figcaption { font-size: 0.9rem; line-height: 1.5; margin-bottom: 0.6rem; }
.chart { display: grid; grid-template-columns: minmax(2.6rem, max-content) 1fr; column-gap: 0.5rem; } .chart svg { height: 7.5rem; overflow: visible; shape-rendering: crispEdges; } .chart path, .chart rect { vector-effect: non-scaling-stroke; } .chart .error { stroke: var(--bad); }
.levels { margin: -0.4rem 0; display: flex; flex-direction: column; justify-content: space-between; text-align: right; } .ends { grid-column: 2; display: flex; justify-content: space-between; margin-top: 0.5rem; }
footer { margin-top: 2.5rem; padding-top: 0.75rem; border-top: 1px solid var(--line); font-size: 0.85rem; color: var(--dim); }
.dim { color: var(--dim); }
/* What is not made for a telephone is moved under the finger. */
.wide { overflow-x: auto; } .wide svg { min-width: 45rem; } .wide .rows { min-width: 36rem; }
@media print { .wide svg, .wide .rows { min-width: 0; } body { margin: 0; max-width: none; padding: 0; } @page { margin: 15mm; } }`;

/** How the heading of a page is coloured. */
export type Mood = 'good' | 'bad' | 'unsure';

export interface Page {
  readonly title: string;
  readonly mood: Mood;
  /** One sentence that says it all. */
  readonly heading: string;
  /** Paragraphs: what to do. */
  readonly advice: readonly string[];
  /** The facts: a word, and what it is about. */
  readonly rows: readonly (readonly [string, string])[];
  /** HTML that follows; what is inside comes from {@link escaped}. */
  readonly body: string;
}

export function page({ title, mood, heading, advice, rows, body }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${style}
</style>
</head>
<body>
<header class="${mood}">
<h1 class="${mood}">${escaped(heading)}</h1>
${advice.map((line) => `<p>${escaped(line)}</p>`).join('\n')}
</header>
<table>
${rows.map(([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`).join('\n')}
</table>
${body}
<footer>Written by bufferswitch. Nothing in this page is loaded from anywhere else.</footer>
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it may stand in HTML: names of drivers come from outside. */
export function escaped(raw: string): string {
  return raw.replace(/[&<>"]/g, (character) => entities[character] as string);
}
