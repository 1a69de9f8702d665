/**
 * Draws bars of errors, in the colours of the page that they stand in. The bars are an SVG that is stretched to the room
 * there is; the words around it are not, so that they can be read on a telephone as well.
 */

/** Decibels at the bottom; every error is larger than the last bit of 32. */
const floor = -200;
const levels = [0, -50, -100, -150, floor];

export interface Plot {
  /** Full scale being 1; 0: no error. */
  readonly errors: readonly number[];
  /** What the first and the last bar stand for. */
  readonly from: string;
  readonly to: string;
  readonly title: string;
  /** What it is called for those who do not see it. */
  readonly label: string;
}

export function plot({ errors, from, to, title, label }: Plot): string {
  const bars = errors.map((error, i) => {
    if (error === 0) return '';
    const size = Math.min(-floor, Math.max(2, 20 * Math.log10(error) - floor)).toFixed(1);
    return `<rect x="${i}" y="${(-floor - Number(size)).toFixed(1)}" width="1" height="${size}"/>`;
  });
  const lines = levels.map((level) => `<path d="M0 ${-level}H${errors.length}"/>`);
  const words = levels.map((level) => `<span>${String(level).replace('-', '\u2212')}</span>`);
  return `<figure>
<figcaption>${title}</figcaption>
<div class="chart">
<div class="levels">${words.join('')}</div>
<svg viewBox="0 0 ${errors.length} ${-floor}" preserveAspectRatio="none" role="img" aria-label="${label}">
<g class="grid">${lines.join('')}</g>
<g class="error">${bars.join('')}</g></svg>
<div class="ends"><span>${from}</span><span>${to}</span></div>
</div>
</figure>`;
}
