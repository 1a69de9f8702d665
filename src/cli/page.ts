/** A report as one HTML file. Nothing is loaded from anywhere, so that it can be sent and kept; light and dark. */
const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #5d6672; --line: #d5dae0; --paper: #ffffff; --good: #147a3d; --bad: #b3261e; --unsure: #8a6100; --plot: #2a5db0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --dim: #9aa4b0; --line: #363d46; --paper: #15181c; --good: #5cd68a; --bad: #ff8a80; --unsure: #f0c04a; --plot: #8ab4f8; }
}
body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.35rem; } h2 { font-size: 1.05rem; margin-top: 2rem; } h3 { font-size: 0.9rem; font-weight: normal; color: var(--dim); margin: 0.8rem 0 0; }
.good { color: var(--good); } .bad { color: var(--bad); } .unsure { color: var(--unsure); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: 0.3rem 1rem 0.3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--dim); font-weight: normal; white-space: nowrap; }
svg { width: 100%; height: auto; } .grid path { stroke: var(--line); } .grid text { fill: var(--dim); font-size: 11px; } .error { fill: var(--bad); } .plot { fill: var(--plot); }
.dim { color: var(--dim); }`;

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
<title>${escaped(title)}</title>
<style>${style}
</style>
</head>
<body>
<h1 class="${mood}">${escaped(heading)}</h1>
${advice.map((line) => `<p>${escaped(line)}</p>`).join('\n')}
<table>
${rows.map(([name, value]) => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>`).join('\n')}
</table>
${body}
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it may stand in HTML: names of drivers come from outside. */
export function escaped(raw: string): string {
  return raw.replace(/[&<>"]/g, (character) => entities[character] as string);
}
