/**
 * Draws bars, in the colours of the page that they stand in. The bars are an SVG that is stretched to the room there is; the
 * words around it are not, so that they can be read on a telephone as well.
 */

/** The height of the drawing, in its own units. */
const full = 200;

export interface Chart {
  readonly title: string;
  /** What it is called for those who do not see it. */
  readonly label: string;
  /** Of each bar, 1 being the highest level and 0 no bar. */
  readonly heights: readonly number[];
  /** How much of its place a bar takes; less than 1 leaves gaps. */
  readonly share: number;
  readonly colour: 'error' | 'plot';
  /** The words on the left, from the top to the bottom, at equal distances. */
  readonly levels: readonly string[];
  /** What the first and the last bar stand for. */
  readonly ends: readonly [string, string];
}

/** A bar that is there is seen, however low. */
const lowest = 0.01;

/** All texts are HTML already. */
export function chart({ title, label, heights, share, colour, levels, ends: [from, to] }: Chart): string {
  const bars = heights.map((height, i) => {
    if (height === 0) return '';
    const size = (full * Math.min(1, Math.max(lowest, height))).toFixed(1);
    return `<rect x="${i}" y="${(full - Number(size)).toFixed(1)}" width="${share}" height="${size}"/>`;
  });
  const lines = levels.map(
    (_, i) => `<path d="M0 ${((full * i) / Math.max(1, levels.length - 1)).toFixed(1)}H${heights.length}"/>`,
  );
  return `<figure>
<figcaption>${title}</figcaption>
<div class="chart">
<div class="levels">${levels.map((level) => `<span>${level}</span>`).join('')}</div>
<svg viewBox="0 0 ${heights.length} ${full}" preserveAspectRatio="none" role="img" aria-label="${label}">
<g class="grid">${lines.join('')}</g>
<g class="${colour}">${bars.join('')}</g></svg>
<div class="ends"><span>${from}</span><span>${to}</span></div>
</div>
</figure>`;
}
