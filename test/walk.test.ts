/**
 * A random walk over what a program can do with drivers that misbehave, and random calls at the addon's own surface, each
 * in a process of its own. `SEED` and `WALK_STEPS` or `FUZZ_CALLS` repeat a run, or make it longer.
 */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runNode } from './helpers/child.js';

const seed = process.env['SEED'] ?? String(Date.now() % 2 ** 31);
const steps = process.env['WALK_STEPS'] ?? '1500';
const calls = process.env['FUZZ_CALLS'] ?? '10000';
const longSeconds = 3600;
const script = (name: string) => fileURLToPath(new URL(`./helpers/${name}`, import.meta.url));

test(
  `a walk of ${steps} steps with the seed ${seed} ends, and every frame is accounted for`,
  async () => {
    const { code, signal, output } = await runNode([script('walk-child.mjs'), steps, seed], longSeconds);
    expect({ code, signal }, output.slice(-4000)).toEqual({ code: 0, signal: null });
    expect(output).toContain(`"steps":${steps}`);
    if (process.env['WALK_STEPS'] !== undefined) console.log(output);
  },
  longSeconds * 1000,
);

test(
  `${calls} calls of the addon with arguments of the seed ${seed} crash nothing`,
  async () => {
    const { code, signal, output } = await runNode([script('fuzz-child.mjs'), calls, seed], longSeconds);
    expect({ code, signal }, output.slice(-4000)).toEqual({ code: 0, signal: null });
    expect(output).toContain(`"calls":${calls}`);
    if (process.env['FUZZ_CALLS'] !== undefined) console.log(output);
  },
  longSeconds * 1000,
);
