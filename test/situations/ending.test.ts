/**
 * The end of a program or a worker, with devices in every situation: no crash, no hang, the exit code that it should be.
 * `ENDING_PARTS` is into how many parts the methods are dealt that are under way, each in a process of its own: with
 * many of them each method is alone on its device.
 */
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ended, runNode } from '../helpers/child.js';
import { situations } from './scenes.mjs';
import { atTheEnd, table } from './table.mjs';

const parts = Number(process.env['ENDING_PARTS'] ?? 2);
const secondsEach = 60;
const timeout = parts * secondsEach * 1000;

async function run(code: number, ...args: string[]): Promise<Ended> {
  const ended = await runNode([resolve('test/situations/ending-child.mjs'), ...args], parts * secondsEach);
  expect(ended, ended.output).toMatchObject({ code, signal: null });
  return ended;
}

interface Called {
  readonly situation: string;
  readonly outcomes: Record<string, string>;
}

describe.concurrent('what is called once everything has ended does what the table says', () => {
  test.each([
    ['exit', 3],
    ['throw', 1],
    ['return', 0],
  ])('%s', { timeout }, async (end, code) => {
    const { output } = await run(code, `${end}, then called`);
    expect(output).not.toContain('settled');
    const json = output.split('\n').find((line) => line.startsWith('[{'));
    const all = JSON.parse(json ?? 'null') as Called[];
    expect(new Set(all.map(({ situation }) => situation))).toEqual(new Set(situations));
    for (const { situation, outcomes } of all) {
      const names = Object.keys(outcomes);
      expect(outcomes, situation).toEqual(Object.fromEntries(names.map((name) => [name, atTheEnd(name)])));
    }
    const called = new Set(all.flatMap(({ outcomes }) => Object.keys(outcomes)));
    const left = Object.keys(table).filter((name) => !called.has(name));
    expect(left.filter((name) => !/, (in|from) DSD/.test(name))).toEqual([]);
  });
});

test.concurrent('what is called in a listener before the library’s own ends with the program', {
  timeout,
}, async () => {
  await run(3, 'called, then exit');
});

describe.concurrent('whatever is under way, the program ends', () => {
  const each = Array.from({ length: parts }, (_, part) => String(part));
  describe.concurrent.each([
    ['exit', 3],
    ['throw', 1],
  ] as const)('%s', (way, code) => {
    test.each(each)('part %s', { timeout }, async (part) => {
      await run(code, way, part, String(parts));
    });
  });

  test.each(['terminate', 'exit in a worker'])(
    'or the worker, and its devices can be opened by others: %s',
    { timeout },
    async (way) => {
      await run(5, way, '0', String(parts));
    },
  );
});
