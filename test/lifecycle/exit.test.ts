/**
 * Ending in any state leaves no thread, no crash, no hang: every state is ended in every way, in a process of its own,
 * and the exit code is the expected one. `EXIT_ROUNDS` is how often each pair is done.
 */
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runNode } from '../helpers/child.js';
import { findInstalled } from '../helpers/installed.js';

const rounds = Number(process.env['EXIT_ROUNDS'] ?? 1);
const body = resolve('test/lifecycle/child.mjs');
const secondsEach = 60;

const states = ['loaded', 'prepared', 'running', 'processing', 'closing', 'lost'];
/** The exit codes: of Node itself, or what child.mjs says. */
const ways = { return: 0, exit: 3, throw: 1, collect: 0, terminate: 5 };

/** Two at a time, as a machine with two cores can. */
async function repeat(count: number, work: () => Promise<void>): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all([lane(), lane()]);
}

test('processors that are closed at any moment leave no crash', { timeout: secondsEach * 1000 }, async () => {
  const ended = await runNode([resolve('test/lifecycle/processors.mjs'), '60'], secondsEach);
  expect(ended, ended.output).toMatchObject({ code: 0, signal: null });
});

const installed = findInstalled();
const drivers = [
  { name: 'the built-in driver', args: ['built-in:loopback'] },
  ...(installed === undefined
    ? []
    : [
        {
          name: 'the installed driver',
          args: [installed.id, installed.cwasioDirectory].filter((arg) => arg !== undefined),
        },
      ]),
];

describe.each(drivers)('$name', ({ args }) => {
  describe.each(states)('%s', (state) => {
    test.each(Object.entries(ways))('%s', { timeout: rounds * secondsEach * 1000 }, async (way, code) => {
      await repeat(rounds, async () => {
        const ended = await runNode(['--expose-gc', body, state, way, ...args], secondsEach);
        expect(ended, ended.output).toMatchObject({ code, signal: null });
      });
    });
  });
});
