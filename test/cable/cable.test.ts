/**
 * Programs that share an installed driver: what one plays another hears, sample for sample, for as long as `CABLE_SECONDS`
 * says, and `CABLE_KILLS` of them are killed at any moment.
 */
import { openDevice } from 'bufferswitch';
import { describe, expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { findInstalled } from '../helpers/installed.js';
import { randomFrom } from '../helpers/random.js';
import { programs, type Report } from './programs.js';

const seconds = Number(process.env['CABLE_SECONDS'] ?? 4);
const kills = Number(process.env['CABLE_KILLS'] ?? 6);
const rate = 48_000;

/** A moment for something to happen in, whatever it is. */
const passing = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const { start } = programs();
const { id: driver = '', ...where } = findInstalled() ?? {};

/** Seats at a cable of this test's own. */
function cable(name: string) {
  const settings = { cable: `${process.pid} ${name}`, inputs: 4, outputs: 4 };
  const options = { ...where, settings };
  const seat = (plays: number, hears: number, seconds: number) =>
    start({ driver, options, plays, hears, seconds });
  return { options, seat };
}

/** Of the sequence that a program plays and hears itself. */
const unbroken = { starts: 1, first: 0, wrong: 0 };

describe.skipIf(driver === '')('a cable between programs', () => {
  test('carries both ways at once, and nothing is lost', { timeout: (seconds * 2 + 60) * 1000 }, async () => {
    const { seat } = cable('exchange');
    const first = seat(0, 1, seconds);
    await first.until(({ own }) => own.heard > 0);
    const second = seat(1, 0, seconds);
    for (const program of [first, second]) expect(await program.ended, program.output()).toBe(0);
    const [one, two] = [first, second].map((program) => program.report());
    for (const report of [one, two]) {
      expect(report).toMatchObject({ state: 'done', overruns: 0, sampleRate: rate });
      expect(report?.own).toMatchObject(unbroken);
      expect(report?.own.heard).toBeGreaterThanOrEqual(seconds * rate);
      // Somebody who ends is silent from then on.
      expect(report?.other).toMatchObject({ starts: 1, wrong: 0 });
      expect(report?.other.ends).toBeLessThanOrEqual(1);
    }
    // Who was there before hears the other from its first sample on, and who came later from where it came in.
    expect(one?.other.first).toBe(0);
    expect(two?.other.first).toBeGreaterThan(0);
    expect(two?.other.heard).toBeGreaterThan(0);
  });

  test('outlives programs that are killed', { timeout: (kills * 20 + 60) * 1000 }, async () => {
    const { seat, options } = cable('kills');
    const random = randomFrom(kills);
    const isWell = ({ own }: Report) => own.heard > 0;
    let older = seat(0, 1, 1e6);
    await older.until(isWell);
    let younger = seat(1, 0, 1e6);
    await younger.until(isWell);
    let hearing: readonly [number, number] = [0, 1];
    try {
      for (let killed = 0; killed < kills; killed++) {
        if (random() < 0.3) {
          // While it starts: it has a seat, or half of one, or none.
          const third = seat(3, 0, 1e6);
          await passing(random() * 1500);
          third.kill();
          await third.ended;
        } else {
          const [victim, survivor] = random() < 0.5 ? [older, younger] : [younger, older];
          const [gone, stays] = victim === older ? hearing : ([hearing[1], hearing[0]] as const);
          await passing(random() * 300);
          victim.kill();
          await victim.ended;
          older = survivor;
          younger = seat(gone, stays, 1e6);
          hearing = [stays, gone];
        }
        const before = older.report()?.own.heard ?? 0;
        await older.until(({ own }) => own.heard > before + rate / 4);
        await younger.until(({ own, other }) => own.heard > 0 && other.heard > 0);
        for (const program of [older, younger]) {
          const { own, other } = program.report() as Report;
          expect({ killed, own, other }).toMatchObject({
            own: { ...unbroken, ends: 0 },
            other: { wrong: 0 },
          });
        }
      }
    } finally {
      older.kill();
      younger.kill();
      await Promise.all([older.ended, younger.ended]);
    }
    // Nobody is left, and nothing of them.
    await using last = await openDevice(driver, {
      ...options,
      settings: { ...options.settings, delay: 4096 },
    });
    expect(last.sampleRate).toBe(rate);
  });

  test('rate and buffer size are those of the program that came first', async () => {
    const { options } = cable('first');
    await using first = await openDevice(driver, options);
    await first.setSampleRate(96_000);
    const beside = { ...options, settings: { ...options.settings, name: 'Beside' } };
    await using second = await openDevice('built-in:loopback:at the cable', beside);
    expect(second.sampleRate).toBe(96_000);
    expect((await failure(second.setSampleRate(44_100))).message).toMatch(/It offers 96000 Hz/);
    await using stream = await first.openStream({ bufferSize: 512 });
    await stream.start();
    expect(await failure(second.openStream({ bufferSize: 256 }))).toMatchObject({
      code: 'BUFFER_SIZE_REFUSED',
    });
    await using other = await second.openStream({});
    expect(other.bufferSize).toBe(512);
    await other.start();
    await other.input.read();
    // When the first goes, the second has the say.
    await first.close();
    await other.close();
    await second.setSampleRate(44_100);
    expect(second.sampleRate).toBe(44_100);
  });

  test('is not for a program with other settings', async () => {
    const { options } = cable('settings');
    await using first = await openDevice(driver, options);
    expect(first.name).toBeTypeOf('string');
    const other = { ...options, settings: { ...options.settings, type: 'int24lsb' } };
    const refusal = await failure(openDevice('built-in:loopback:another', other));
    expect(refusal.message).toMatch(/open with other settings/);
    const stepping = { ...options, settings: { ...options.settings, clock: 'step' } };
    expect(await failure(openDevice('built-in:loopback:another', stepping))).toMatchObject({
      code: 'SETTINGS_REFUSED',
      message: expect.stringMatching(/programs share realtime only/),
    });
  });
});
