import { openDevice } from 'bufferswitch';
import { createVirtualDriver } from 'bufferswitch/testing';
import { describe, expect, it } from 'vitest';
import { changeRows, changesOf, snapshotOf } from '../../dist/cli/device-snapshot.js';
import { panel, showPanel } from '../../dist/cli/panel.js';
import { Terminal } from '../../dist/cli/terminal.js';
import { failure } from '../helpers/code.js';
import { runHere } from './here.js';

const size = { columns: 80, rows: 24 };
const countOf = (driver: ReturnType<typeof createVirtualDriver>, call: string) =>
  driver.calls().filter(({ name }) => name === call).length;

describe('panel', () => {
  it('shows what was changed', async () => {
    using driver = createVirtualDriver({ personality: 'panel-changes-sizes' });
    const { code, stdout, stderr } = await runHere({ panel }, ['panel', driver.id]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^CHANGED +BEFORE +AFTER\n/);
    expect(stdout).toMatch(
      /\nbuffer +256 frames preferred, 16 to 8192, steps of 1 +64 frames preferred, 16 to 8192/,
    );
    expect(countOf(driver, 'controlPanel')).toBe(1);
    expect(countOf(driver, 'release')).toBe(1);
  });

  it('tells it as JSON', async () => {
    using driver = createVirtualDriver({ personality: 'panel-changes-sizes' });
    const { stdout } = await runHere({ panel }, ['panel', '--driver', driver.id, '--json']);
    expect(JSON.parse(stdout).changes.bufferSizes).toMatchObject({
      before: { preferred: 256 },
      after: { preferred: 64 },
    });
  });

  it('says that nothing was changed', async () => {
    using driver = createVirtualDriver({ personality: 'panel-only-once' });
    const { code, stdout } = await runHere({ panel }, ['panel', driver.id]);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/says the same as before\n$/),
    });
  });

  it('is an error of a driver that has none', async () => {
    using driver = createVirtualDriver();
    const { code, stdout, stderr } = await runHere({ panel }, ['panel', driver.id, '--json']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^bufferswitch: .* has no control panel; its maker may have a program .*\n$/);
    const twice = await runHere({ panel }, ['panel', driver.id, '--driver', driver.id]);
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringMatching(/name the driver once/) });
  });

  it('says that it waits, and when it is interrupted what for', async () => {
    using driver = createVirtualDriver({ personality: 'panel-slow' });
    const controller = new AbortController();
    const { code, stderr } = await runHere({ panel }, ['panel', driver.id], {
      size,
      signal: controller.signal,
      onShown: (text) => {
        if (text.includes('close it to go on')) controller.abort();
      },
    });
    expect(code).toBe(130);
    // Lines end between words in a terminal.
    const words = stderr.replace(/\s+/g, ' ');
    expect(words).toMatch(/is open: close it, or press Ctrl\+C again to leave it as it is $/);
    expect(countOf(driver, 'release')).toBe(1);
  });

  it('does not take a time that no timer has, before anything is opened', async () => {
    using driver = createVirtualDriver({ personality: 'panel-only-once' });
    const { code, stderr } = await runHere({ panel }, ['panel', driver.id, '--duration', '2147484']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'bufferswitch: --duration of a panel is 2147483 s (24 days) at the most, not 2147484 s\n',
    });
    expect(driver.calls()).toEqual([]);
  });

  it('is left behind where its window never closes', async () => {
    const device = await openDevice('built-in:loopback:panel', {
      settings: { personality: 'panel-hangs', clock: 'step' },
      timeLimit: 300,
    });
    const controller = new AbortController();
    const { signal } = controller;
    const sink = { isTTY: false, columns: 80, write: () => true };
    const shown = failure(
      showPanel(device, undefined, { signal, terminal: new Terminal(false, sink, sink) }),
    );
    controller.abort();
    expect(await shown).toBe(signal.reason);
    expect((await failure(device.close())).code).toBe('DRIVER_TIMEOUT');
  });

  it.each([
    ['for the time that is said', false],
    ['until it is interrupted', true],
  ])('keeps the driver open %s, and opens it anew', async (_, isInterrupted) => {
    using driver = createVirtualDriver({ personality: 'panel-only-once' });
    const controller = new AbortController();
    const { code, stdout } = await runHere(
      { panel },
      ['panel', driver.id, '--duration', isInterrupted ? '600' : '0.05'],
      {
        size,
        signal: controller.signal,
        onShown: (text) => {
          if (isInterrupted && text.includes('stays open')) controller.abort();
        },
      },
    );
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/says the same as before/),
    });
    expect(countOf(driver, 'init')).toBe(2);
  });
});

it('every change has its line', async () => {
  const open = (settings: object) =>
    openDevice('built-in:loopback:snapshot', { settings: { clock: 'step', ...settings } });
  await using one = await open({ inputLatency: 5 });
  const before = snapshotOf(one);
  await one.close();
  await using other = await open({
    ...{ name: 'Other', inputs: 4, outputs: 1, type: 'int24lsb', rate: 96000, rates: '96000' },
    ...{ granularity: -1, outputLatency: 7, dsdType: 'none', personality: 'no-current-clock' },
  });
  const rows = changeRows(changesOf(before, snapshotOf(other)));
  expect(rows).toEqual(
    expect.arrayContaining([
      ['sample rate', '48000 Hz', '96000 Hz'],
      [
        'buffer',
        '256 frames preferred, 16 to 8192, steps of 1',
        '256 frames preferred, 16 to 8192, powers of two',
      ],
      ['inputs', '2 of int32lsb', '4 of int24lsb'],
      ['outputs', '2 of int32lsb', '1 of int24lsb'],
      ['clock', 'Internal', 'none current of 1'],
      ['formats', 'pcm and dsd', 'pcm'],
    ]),
  );
  expect(rows.find(([what]) => what === 'latency')?.[1]).toBe('5 frames in, 256 frames out');
  expect(changeRows(changesOf(before, before))).toEqual([]);
});
