/** Every method and getter in every situation does what the table says, and the device can be closed afterwards. */
import { expect, test } from 'vitest';
import { calls, glances, kindOf } from './methods.mjs';
import { outcomeOf, outcomeOfPromise } from './outcome.mjs';
import { enter, type Scene, situations } from './scenes.mjs';
import { table } from './table.mjs';

const seconds = 60;
/** Devices at once: much of the time is spent waiting for what a situation takes. */
const lanes = 12;

async function end({ pending, device }: Scene): Promise<void> {
  await pending?.catch(() => {});
  await device.close();
  expect(device.state).toBe('closed');
}

/** What a call comes to that waits until its device is closed. */
async function outcomeOfWaiting(call: Promise<string>, scene: Scene): Promise<string> {
  let settled: string | undefined;
  void call.then((outcome) => {
    settled = outcome;
  });
  await scene.pending;
  await scene.device.supportedSampleRates(); // the driver has done everything else
  if (settled !== undefined) return settled;
  await scene.device.close();
  return `waits:${await call}`;
}

/** `expected` says whether to wait for it, and which one is right where there are several. */
async function outcomeIn(situation: string, name: string, expected: string): Promise<string> {
  const scene = await enter(situation, kindOf(name));
  const call = outcomeOfPromise((calls[name] as (typeof calls)[string])(scene));
  const outcome = await (expected.startsWith('waits:') ? outcomeOfWaiting(call, scene) : call);
  await end(scene);
  return agreed(expected, outcome);
}

/** What is expected, when the outcome is that, or else the outcome. */
const agreed = (expected: string, outcome: string) =>
  expected.split('/').includes(outcome) ? expected : outcome;

test.each(situations)('%s: what takes its time', { timeout: seconds * 1000 }, async (situation) => {
  const column = situations.indexOf(situation);
  const expected = Object.fromEntries(Object.keys(calls).map((name) => [name, table[name]?.[column] ?? '']));
  const outcomes: Record<string, string> = {};
  const left = Object.entries(expected);
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      outcomes[next[0]] = await outcomeIn(situation, ...next);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  expect(outcomes).toEqual(expected);
});

test.each(situations)('%s: what is done at once', { timeout: seconds * 1000 }, async (situation) => {
  const column = situations.indexOf(situation);
  const ofKind = async (kind: 'stream' | 'processor') => {
    const names = Object.keys(glances).filter((name) => kindOf(name) === kind);
    const scene = await enter(situation, kind);
    const expected = names.map((name) => [name, table[name]?.[column] ?? ''] as const);
    const outcomes = expected.map(
      ([name, of]) =>
        [
          name,
          agreed(
            of,
            outcomeOf(() => glances[name]?.(scene)),
          ),
        ] as const,
    );
    await end(scene);
    expect(Object.fromEntries(outcomes)).toEqual(Object.fromEntries(expected));
  };
  await Promise.all([ofKind('stream'), ofKind('processor')]);
});
