import { createVirtualDriver } from 'bufferswitch/testing';
import { describe, expect, it } from 'vitest';
import { chooseSource, clock, otherCurrent } from '../../dist/cli/clock.js';
import { runHere } from './here.js';

/** Runs it with a driver of this personality; which sources were chosen. */
async function run(personality: string, ...args: string[]) {
  using driver = createVirtualDriver({ personality });
  const outcome = await runHere({ clock }, ['clock', '--driver', driver.id, ...args]);
  const chosen = driver.calls().filter(({ name }) => name === 'setClockSource').length;
  return { ...outcome, chosen };
}

describe('clock', () => {
  it('lists what there is, and sets nothing', async () => {
    expect(await run('many-clocks')).toEqual({
      code: 0,
      stdout: ' #  CLOCK\n 0  Internal    current\n 1  Word clock\n 2  Optical\nSample rate: 48000 Hz\n',
      stderr: '',
      chosen: 0,
    });
  });

  it.each(['1', 'Word clock', 'word CLOCK', 'ord'])('chooses one: %s', async (wanted) => {
    const { code, stdout, chosen } = await run('many-clocks', wanted);
    expect({ code, chosen }).toEqual({ code: 0, chosen: 1 });
    expect(stdout).toMatch(/ 0 {2}Internal\n 1 {2}Word clock {2}current\n/);
  });

  it('tells it as JSON', async () => {
    const { stdout } = await run('many-clocks', 'optical', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      sampleRate: 48000,
      chosen: 2,
      clockSources: [
        { index: 0, name: 'Internal', current: false },
        { index: 1, name: 'Word clock', current: false },
        { index: 2, name: 'Optical', current: true },
      ],
    });
  });

  it('shows the rate that there is once there is a clock', async () => {
    const before = await run('rate-needs-clock');
    expect(before.stdout).toMatch(
      /The driver does not say which is the current one\.\nSample rate: unknown\n$/,
    );
    const { code, stdout, chosen } = await run('rate-needs-clock', 'internal');
    expect({ code, chosen }).toEqual({ code: 0, chosen: 1 });
    expect(stdout).toMatch(/ 0 {2}Internal {2}current\nSample rate: 48000 Hz\n$/);
  });

  it('says that a driver does not tell the current one', async () => {
    const { code, stdout } = await run('no-current-clock', '0');
    expect(code).toBe(0);
    expect(stdout).toMatch(/does not say which is the current one after 0 was chosen\./);
  });

  it('says that there are none, which is no failure unless one is wanted', async () => {
    expect(await run('clock-count-lies')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/lists no clock sources\n$/),
    });
    const { code, stdout, stderr } = await run('clock-count-lies', '1');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^bufferswitch: .*lists no clock sources, so that there is none to choose\n$/);
  });

  it.each<[string, RegExp]>([
    ['o', /several clock sources like "o": 1 \(Word clock\), 2 \(Optical\); take a number\n$/],
    ['3', /has no clock source "3"; it has 0 \(Internal\), 1 \(Word clock\), 2 \(Optical\)\n$/],
    ['adat', /has no clock source "adat"; it has 0 \(Internal\), 1/],
    ['', /has no clock source ""/],
  ])('refuses "%s", and sets nothing', async (wanted, message) => {
    const { code, stdout, stderr, chosen } = await run('many-clocks', wanted);
    expect({ code, stdout, chosen }).toEqual({ code: 3, stdout: '', chosen: 0 });
    expect(stderr).toMatch(message);
  });

  it('passes on that the driver refuses', async () => {
    const { code, stderr } = await run('clock-changes', '1');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^bufferswitch: .*setClockSource.*\n$/);
  });
});

describe('sources', () => {
  const source = (index: number, name: string, current = false) =>
    ({ index, name, current, channel: null, group: null }) as const;

  it('a name comes before a number, and a whole name before a part', () => {
    const device = { name: 'X', clockSources: [source(0, 'ADAT 1'), source(1, 'ADAT 12'), source(7, '0')] };
    expect(chooseSource(device, '0').index).toBe(7);
    expect(chooseSource(device, 'adat 1').index).toBe(0);
    expect(chooseSource(device, '12').index).toBe(1);
    const same = { name: 'X', clockSources: [source(3, 'Input'), source(4, 'Input')] };
    expect(() => chooseSource(same, 'input')).toThrow(/3 \(Input\), 4 \(Input\); take a number/);
    expect(chooseSource(same, '4').index).toBe(4);
  });

  it('one may stay in spite of what was chosen', () => {
    const sources = [source(0, 'Internal', true), source(1, 'ADAT')];
    expect(otherCurrent(sources, 1)?.index).toBe(0);
    expect(otherCurrent(sources, 0)).toBeUndefined();
    expect(otherCurrent([source(0, 'Internal')], 0)).toBeUndefined();
  });
});
