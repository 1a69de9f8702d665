/** Draws bars as SVG, in the colours of the page that it stands in. */
const width = 720;
const height = 150;
const left = 60;
const bottom = 22;
const topMargin = 14;

export interface Bars {
  readonly values: readonly number[];
  /** What the first and the last bar stand for. */
  readonly from: string;
  readonly to: string;
  /** What the highest one is. */
  readonly top: string;
  readonly title: string;
}

export function bars({ values, from, to, top, title }: Bars): string {
  const step = (width - left) / values.length;
  const highest = Math.max(...values, Number.MIN_VALUE);
  const room = height - bottom - topMargin;
  const rects = values.map((value, i) => {
    if (value === 0) return '';
    const size = Math.max(1, (value / highest) * room);
    const at = `x="${fixed(left + i * step)}" y="${fixed(height - bottom - size)}"`;
    return `<rect ${at} width="${fixed(Math.max(step * 0.9, 1))}" height="${fixed(size)}"/>`;
  });
  const below = height - 6;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<g class="grid"><path d="M${left} ${height - bottom}H${width}"/><path d="M${left} ${topMargin}H${width}"/>
<text x="${left - 6}" y="${topMargin}" dy="4" text-anchor="end">${top}</text>
<text x="${left}" y="${below}">${from}</text><text x="${width}" y="${below}" text-anchor="end">${to}</text></g>
<g class="plot">${rects.join('')}</g></svg>`;
}

const fixed = (value: number) => Number(value.toFixed(1));
