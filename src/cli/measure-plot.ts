/** Draws latencies over buffer sizes as SVG, in the colours of the page that it stands in. Both scales are logarithmic. */
import type { MeasureRow } from '../measure/index.js';

const width = 720;
const height = 420;
const left = 56;
const right = 96;
const top = 12;
const bottom = 44;

interface Point {
  /** Frames. */
  readonly size: number;
  /** Milliseconds. */
  readonly measured: number;
  /** Null where the driver reports none. */
  readonly reported: number | null;
}

/** What tells the series apart, beside the words behind them. Around 0, 0. */
const marks = [
  '<circle r="4"/>',
  '<path d="M-4 -4h8v8h-8z"/>',
  '<path d="M0 -5L5 4H-5z"/>',
  '<path d="M0 -6L6 0L0 6L-6 0z"/>',
  '<path d="M0 5L5 -4H-5z"/>',
  '<path d="M-5 -1.5h3.5v-3.5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5z"/>',
  '<path d="M-5 -5L5 5M5 -5L-5 5" class="line"/>',
  '<path d="M-6 -3h12v6h-12z"/>',
] as const;

/** Empty where nothing was measured. */
export function latencyPlot(rows: readonly MeasureRow[]): string {
  const series = seriesOf(rows);
  const points = [...series.values()].flat();
  if (points.length === 0) return '';
  const x = scale(
    points.map(({ size }) => size),
    left + 12,
    width - right,
  );
  const times = points.flatMap(({ measured, reported }) => [measured, reported ?? measured]);
  const y = scale(times, height - bottom - 8, top + 8);
  const drawn = [...series].map(([rate, line], index) => drawSeries(rate, line, index, x.at, y.at));
  const labels = apart(drawn.map(({ end }) => end));
  return `<h2>Latency over buffer sizes</h2>
<div class="wide"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Measured and reported latency over buffer sizes, a line for each rate">
<style>.measured { stroke: var(--plot); fill: none; stroke-width: 1.5; } .reported { stroke: var(--dim); fill: none; stroke-width: 1.5; stroke-dasharray: 5 4; } .mark { fill: var(--plot); stroke: var(--paper); } .said { fill: var(--paper); stroke: var(--dim); } .mark .line { stroke: var(--plot); stroke-width: 2; } .word { fill: var(--ink); font-size: 12px; }</style>
<g class="grid">${xGrid(points, x.at)}${yGrid(y)}
<text x="${left}" y="${height - 6}">buffer size in frames</text><text x="14" y="${top + 14}" transform="rotate(-90 14 ${top + 14})" text-anchor="end">milliseconds</text></g>
${drawn.map(({ svg }) => svg).join('\n')}
${drawn.map(({ word }, i) => `<text class="word" x="${width - right + 22}" y="${fixed(labels[i] as number)}" dy="4">${word}</text>${mark(i, width - right + 13, labels[i] as number)}`).join('\n')}
</svg></div>
<p class="dim">Solid, with marks: measured. Dashed, with a hollow mark at its beginning: reported by the driver. Where only one line is seen they are the same.</p>`;
}

function seriesOf(rows: readonly MeasureRow[]): Map<number, Point[]> {
  const series = new Map<number, Point[]>();
  for (const { sampleRate, bufferSize, measured, reported } of rows) {
    if (measured === null || bufferSize === null) continue;
    const said = reported === null ? 0 : reported.input + reported.output;
    const line = series.get(sampleRate) ?? [];
    line.push({
      size: bufferSize,
      measured: measured.milliseconds,
      reported: said > 0 ? (1000 * said) / sampleRate : null,
    });
    series.set(sampleRate, line);
  }
  return series;
}

type Place = (value: number) => number;

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly at: Place;
}

/** Values that are all the same stand in the middle. */
function scale(values: readonly number[], begin: number, end: number): Scale {
  const positive = values.filter((value) => value > 0);
  const [from, to] = positive.length === 0 ? [1, 1] : [Math.min(...positive), Math.max(...positive)];
  const span = Math.log(to / from);
  const at = (value: number) =>
    span > 0 ? begin + ((end - begin) * Math.log(Math.max(value, from) / from)) / span : (begin + end) / 2;
  return { from, to, at };
}

function drawSeries(rate: number, points: readonly Point[], index: number, x: Place, y: Place) {
  const path = (list: readonly (readonly [number, number])[]) =>
    `M${list.map(([a, b]) => `${fixed(x(a))} ${fixed(y(b))}`).join('L')}`;
  const reported = points.flatMap((point) =>
    point.reported === null ? [] : [[point.size, point.reported] as const],
  );
  const lines = [
    ...(reported.length > 0 ? [`<path class="reported" d="${path(reported)}"/>`] : []),
    // A single one has a short line, as it would not be seen otherwise.
    ...reported.slice(0, reported.length === 1 ? 1 : 0).map(([size, time]) => stroke(x(size), y(time))),
    `<path class="measured" d="${path(points.map(({ size, measured }) => [size, measured] as const))}"/>`,
    ...reported.slice(0, 1).map(([size, time]) => mark(index, x(size), y(time), 'mark said')),
    ...points.map(({ size, measured }) => mark(index, x(size), y(measured))),
  ];
  const last = points.at(-1) as Point;
  return { svg: `<g>${lines.join('')}</g>`, word: `${rate} Hz`, end: y(last.measured) };
}

const stroke = (x: number, y: number) =>
  `<path class="reported" d="M${fixed(x - 14)} ${fixed(y)}H${fixed(x + 14)}"/>`;

function mark(index: number, x: number, y: number, kind = 'mark'): string {
  return `<g class="${kind}" transform="translate(${fixed(x)} ${fixed(y)})">${marks[index % marks.length]}</g>`;
}

function xGrid(points: readonly Point[], x: Place): string {
  const sizes = [...new Set(points.map(({ size }) => size))].sort((a, b) => a - b);
  let free = Number.NEGATIVE_INFINITY;
  return sizes
    .map((size) => {
      const at = x(size);
      const line = `<path d="M${fixed(at)} ${top}V${height - bottom}"/>`;
      if (at < free) return line;
      free = at + 40;
      return `${line}<text x="${fixed(at)}" y="${height - bottom + 16}" text-anchor="middle">${size}</text>`;
    })
    .join('');
}

/** At 1, 2 and 5 times the powers of ten, as many as there are between. */
function yGrid({ from, to, at }: Scale): string {
  const lines: string[] = [];
  for (let power = 10 ** Math.floor(Math.log10(from)); power <= to; power *= 10) {
    for (const value of [1, 2, 5].map((digit) => digit * power)) {
      if (value < from || value > to) continue;
      const y = fixed(at(value));
      const text = Number(value.toPrecision(1));
      lines.push(
        `<path d="M${left} ${y}H${width - right}"/><text x="${left - 6}" y="${y}" dy="4" text-anchor="end">${text}</text>`,
      );
    }
  }
  if (lines.length > 0) return lines.join('');
  const y = fixed(at(from));
  return `<text x="${left - 6}" y="${y}" dy="4" text-anchor="end">${Number(from.toPrecision(3))}</text>`;
}

/** Heights of words that would lie upon one another, moved apart, in the order in which they are given. */
function apart(heights: readonly number[]): number[] {
  const order = heights
    .map((_, index) => index)
    .sort((a, b) => (heights[a] as number) - (heights[b] as number));
  const result = [...heights];
  let free = top;
  for (const index of order) {
    result[index] = Math.max(free, heights[index] as number);
    free = (result[index] as number) + 15;
  }
  const over = free - 15 - (height - bottom);
  return over > 0 ? result.map((value) => value - over) : result;
}

const fixed = (value: number) => Number(value.toFixed(1));
