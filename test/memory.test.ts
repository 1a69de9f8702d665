/** Memory stays where it is: over devices that are opened, reset and closed, and over hours of streaming. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runNode } from './helpers/child.js';

const isFull = process.env['ENDURANCE'] === 'full';
const cycles = isFull ? 10_000 : 400;
const hours = isFull ? 24 : 0.5;
const script = fileURLToPath(new URL('./helpers/memory-child.mjs', import.meta.url));
const seconds = 3600;

interface Point {
  readonly at: number;
  readonly rss: number;
  readonly heap: number;
  readonly external: number;
}

/** Megabytes by which the second half lies above the end of the first quarter, at the most. */
function growth(curve: readonly Point[], kind: 'rss' | 'heap' | 'external'): number {
  const settled = curve[Math.floor(curve.length / 4)] as Point;
  return Math.max(...curve.slice(Math.floor(curve.length / 2)).map((point) => point[kind])) - settled[kind];
}

test(
  `${cycles} devices one after the other, and ${hours} hours of streaming`,
  async () => {
    const args = ['--expose-gc', script, String(cycles), String(hours)];
    const { code, signal, output } = await runNode(args, seconds);
    expect({ code, signal }, output.slice(-2000)).toEqual({ code: 0, signal: null });
    if (isFull) console.log(output);
    const curves: Record<string, Point[]> = JSON.parse(output.trimEnd().split('\n').at(-1) as string);
    for (const name of ['cycles', 'hours']) {
      const curve = curves[name] as Point[];
      expect(curve.length).toBeGreaterThanOrEqual(10);
      // A stream's memory is half a megabyte here: a leak of each would show a hundred times over.
      expect(growth(curve, 'external'), name).toBeLessThan(4);
      expect(growth(curve, 'heap'), name).toBeLessThan(4);
      expect(growth(curve, 'rss'), name).toBeLessThan(24);
    }
  },
  seconds * 1000,
);

test('a wake-up that comes after the end of its stream finds nothing to look at', async () => {
  const path = fileURLToPath(new URL('./helpers/late-wake-child.mjs', import.meta.url));
  const { code, signal, output } = await runNode(['--expose-gc', path, '150'], 120);
  expect({ code, signal }, output.slice(-2000)).toEqual({ code: 0, signal: null });
}, 120_000);
