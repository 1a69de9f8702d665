/** Draws bars of errors as SVG, in the colours of the page that it stands in. */
const width = 720;
const height = 150;
const left = 44;
const bottom = 22;
/** Decibels at the bottom; every error is larger than the last bit of 32. */
const floor = -200;

export interface Plot {
  /** Full scale being 1; 0: no error. */
  readonly errors: readonly number[];
  /** What the first and the last bar stand for. */
  readonly from: string;
  readonly to: string;
  readonly title: string;
}

export function plot({ errors, from, to, title }: Plot): string {
  const bar = (width - left) / errors.length;
  const bars = errors.map((error, i) => {
    if (error === 0) return '';
    const share = Math.min(1, Math.max(0.01, 1 - (20 * Math.log10(error)) / floor));
    const size = share * (height - bottom - 6);
    return `<rect x="${fixed(left + i * bar)}" y="${fixed(height - bottom - size)}" width="${fixed(Math.max(bar, 1))}" height="${fixed(size)}"/>`;
  });
  const lines = [0, -50, -100, -150].map((level) => {
    const y = fixed(height - bottom - (1 - level / floor) * (height - bottom - 6));
    return `<path d="M${left} ${y}H${width}"/><text x="${left - 6}" y="${y}" dy="4" text-anchor="end">${level}</text>`;
  });
  const below = height - 6;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<g class="grid">${lines.join('')}<path d="M${left} ${height - bottom}H${width}"/>
<text x="${left}" y="${below}">${from}</text><text x="${width}" y="${below}" text-anchor="end">${to}</text></g>
<g class="error">${bars.join('')}</g></svg>`;
}

const fixed = (value: number) => Number(value.toFixed(1));
