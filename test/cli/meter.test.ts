import { fileURLToPath } from 'node:url';
import { createVirtualDriver } from 'bufferswitch/testing';
import { describe, expect, it } from 'vitest';
import { LevelScreen } from '../../dist/cli/level-screen.js';
import { Levels } from '../../dist/cli/levels.js';
import { meter } from '../../dist/cli/meter-command.js';
import { displayWidth } from '../../dist/cli/table.js';
import { Terminal } from '../../dist/cli/terminal.js';
import { Screen } from '../terminal/screen.js';
import { runHere } from './here.js';
import { hasSignals, workshop } from './support.js';

const { run } = workshop();
const frames = 4800;
const reason = hasSignals ? '' : ' (not on Windows, where signals cannot be caught)';

/** A driver with a square wave at half of full scale on one input, silence on the next, and a clipped one behind. */
function noisy(count = 3) {
  const driver = createVirtualDriver({
    type: 'int16lsb',
    inputs: count,
    outputs: 0,
    clock: 'freerun',
    cable: 'open',
  });
  const square = Int16Array.from({ length: frames }, (_, i) => (i % 2 === 0 ? 16384 : -16384));
  const clipped = Int16Array.from({ length: frames }, (_, i) => [32767, -32768, 0, 1][i % 4] as number);
  const silence = new Int16Array(frames);
  driver.feed(Array.from({ length: count }, (_, i) => [square, silence, clipped][i] ?? silence));
  return driver;
}

const brief = ['meter', '--duration', '0.1'];

describe('meter', () => {
  it('prints nothing but the result where nobody watches', async () => {
    using driver = noisy();
    const { code, stdout, stderr } = await runHere({ meter }, [...brief, '--driver', driver.id]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(` #   PEAK    RMS  CLIPPED       NAME
 0   -6.0   -6.0  -             Input 1
 1   -inf   -inf  -             Input 2
 2    0.0   -3.0  2400 samples  Input 3
`);
  });

  it('tells all of it as JSON, of the channels that are named', async () => {
    using driver = noisy();
    const args = [...brief, '--driver', driver.id, '--channels', '1,0', '--json'];
    const { code, stdout } = await runHere({ meter }, args);
    expect(code).toBe(0);
    const inputs = [
      { index: 1, name: 'Input 2', clips: 0, peak: 0, peakDecibels: null, rms: 0, rmsDecibels: null },
      { index: 0, name: 'Input 1', clips: 0, peak: 0.5, peakDecibels: expect.closeTo(-6.02, 2), rms: 0.5 },
    ];
    expect(JSON.parse(stdout)).toMatchObject({
      sampleRate: 48000,
      frames,
      seconds: 0.1,
      lostFrames: 0,
      inputs,
    });
  });

  it('shows a line for each input while somebody watches, and takes all of them away', async () => {
    using driver = noisy();
    const size = { columns: 80, rows: 24 };
    const screen = new Screen(size);
    const { code, stdout } = await runHere({ meter }, [...brief, '--driver', driver.id], {
      size,
      onShown: (text) => screen.feed(Buffer.from(text)),
    });
    await screen.settled();
    expect(code).toBe(0);
    expect(stdout).toMatch(/Input 3\n$/);
    expect(screen.lines).toEqual([]);
    const whole = screen.moments.find((rows) => rows.length === 4) ?? [];
    const [head = '', first = '', second = '', third = ''] = whole;
    expect(head).toMatch(/^00:00\.\d {2}testing:[-\d]+, 48000 Hz +peak {4}RMS {3}hold$/);
    expect(first).toMatch(/^0 Input 1 █{5,}[▏▎▍▌▋▊▉]? +-6\.0 {3}-6\.0 {3}-6\.0$/);
    expect(second).toMatch(/^1 Input 2 +-inf {3}-inf {3}-inf$/);
    expect(third).toMatch(/^2 Input 3 █{10,} {3}0\.0 {3}-3\.0 {4}0\.0 CLIP$/);
  });

  it('ends with the result when it is interrupted', async () => {
    using driver = createVirtualDriver({ clock: 'step' });
    const controller = new AbortController();
    const running = runHere({ meter }, ['meter', '--driver', driver.id, '--json'], {
      signal: controller.signal,
    });
    await expect.poll(() => driver.calls().some(({ name }) => name === 'start')).toBe(true);
    await driver.step(20);
    controller.abort();
    const { code, stdout } = await running;
    expect({ code, frames: JSON.parse(stdout).frames }).toEqual({ code: 0, frames: 20 * 256 });
  });

  it.skipIf(!hasSignals)(`Ctrl+C prints the result and has its own exit code${reason}`, async () => {
    const imports = [fileURLToPath(new URL('interrupt-on-start.mjs', import.meta.url))];
    const { code, stdout, stderr } = await run(['meter', '--json'], { imports });
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(JSON.parse(stdout).inputs).toHaveLength(2);
  });

  it.each<[string, Parameters<typeof createVirtualDriver>[0], string[], number, RegExp]>([
    ['no inputs', { inputs: 0 }, [], 3, /has no inputs; input 0 is not there/],
    ['a channel too many', {}, ['--channels', '2'], 3, /input 2 is not there/],
    ['no rate', { personality: 'rate-zero' }, [], 3, /does not know its sample rate; set one with --rate/],
    ['DSD', { type: 'dsdint8msb1' }, [], 3, /does DSD now, which has no levels/],
    ['a rate that there is not', {}, ['--rate', '12345'], 3, /12345/],
  ])('refuses %s', async (_, options, args, expected, message) => {
    using driver = createVirtualDriver(options);
    const { code, stdout, stderr } = await runHere({ meter }, ['meter', '--driver', driver.id, ...args]);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^bufferswitch: .+\n$/);
  });
});

describe('levels', () => {
  it('know the ends of every scale', () => {
    const ends = (type: string, ...values: number[]) => {
      const levels = new Levels([type]);
      levels.add([Float32Array.from(values)], values.length);
      return levels.all[0]?.clips;
    };
    expect(ends('int16lsb', 1 - 2 ** -15, -1, 1 - 2 ** -14, -1 + 2 ** -15)).toBe(2);
    expect(ends('int32lsb24', 1 - 2 ** -23, 1 - 2 ** -22)).toBe(1);
    expect(ends('int32lsb', 1, -1, 0.9999)).toBe(2);
    expect(ends('float32lsb', 1, -1, 1.5, 0.99999994)).toBe(3);
  });

  it('count what is no number as clipped, and leave it out of the rest', () => {
    const levels = new Levels(['float32lsb']);
    levels.add([Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 0.5, -0.5)], 4);
    expect(levels.all[0]).toEqual({ peak: 0.5, rms: Math.sqrt(0.125), clips: 2 });
  });

  it('are those of all and those since the last look', () => {
    const levels = new Levels(['float32lsb']);
    levels.add([Float32Array.of(0.5)], 1);
    expect(levels.takeRecent()[0]?.peak).toBe(0.5);
    levels.add([Float32Array.of(0.25, 1)], 1); // one of them
    expect(levels.takeRecent()[0]).toEqual({ peak: 0.25, rms: 0.25, clips: 0 });
    expect(levels.all[0]?.peak).toBe(0.5);
    expect(levels.takeRecent()[0]).toEqual({ peak: 0, rms: 0, clips: 0 });
  });
});

describe('the screen', () => {
  const level = (peak: number, clips = 0) => ({ peak, rms: peak / 2, clips });

  function setUp(columns: number, rows: number, names: readonly string[]) {
    const size = { isTTY: true, columns, rows };
    const screen = new Screen(size);
    const write = (text: string) => {
      screen.feed(Buffer.from(text));
      return true;
    };
    write('$ bufferswitch meter\r\n');
    const sink = Object.assign(size, { write });
    const terminal = new Terminal(false, sink, sink);
    /** The lines that a person sees now. */
    const seen = async () => {
      await screen.settled();
      return screen.lines.map(({ text }) => text);
    };
    const resize = async (changes: Partial<typeof size>) => {
      await screen.settled();
      screen.resize(Object.assign(size, changes));
    };
    return {
      terminal,
      levels: new LevelScreen(terminal, names, 'Some driver, 48000 Hz', 48000),
      seen,
      resize,
    };
  }

  it('holds a peak for two seconds, and a clip for good', async () => {
    const { seen, levels } = setUp(80, 24, ['In']);
    levels.draw([level(1, 1)], 0.1);
    levels.draw([level(0.1)], 2);
    const held = await seen();
    expect(held).toHaveLength(3);
    expect(held[2]).toMatch(/^In █+[▏▎▍▌▋▊▉]? +│ +-20\.0 {2}-26\.0 {4}0\.0 CLIP$/);
    levels.draw([level(0.1)], 2.2);
    const later = await seen();
    expect(later[2]).toMatch(/-20\.0 {2}-26\.0 {2}-20\.0 CLIP$/);
    expect(later[2]).not.toContain('│');
  });

  it.each([48, 60, 80, 300])('has lines that do not fill %i columns', async (columns) => {
    const { seen, levels } = setUp(columns, 40, [
      '音楽音楽音楽音楽音楽音楽音楽音楽',
      'with\x1b[2J control\n',
      '',
    ]);
    levels.draw([level(1, 1), level(0.5), level(0)], 100);
    const lines = await seen();
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(displayWidth(line)).toBeLessThan(columns);
  });

  it('has one line where there is no room for all, and comes back when there is', async () => {
    const { seen, levels, resize } = setUp(80, 10, new Array(12).fill('In'));
    const twelve = new Array(12).fill(level(0.5));
    levels.draw(twelve, 1);
    const few = await seen();
    expect(few).toHaveLength(2);
    expect(few[1]).toMatch(/^Some driver, 48000 Hz {2}00:01\.0 .*-6\.0/);
    await resize({ rows: 24 });
    levels.draw(twelve, 2);
    expect(await seen()).toHaveLength(14);
    await resize({ columns: 30 });
    levels.draw(twelve, 3);
    const narrow = await seen();
    expect(narrow).toHaveLength(2);
    expect(narrow[0]).toBe('$ bufferswitch meter');
  });

  it.each([50, 120])(
    'is drawn in its place again in a terminal that was made %i columns wide',
    async (columns) => {
      const { seen, terminal, levels, resize } = setUp(80, 24, ['In 1', 'In 2']);
      levels.draw([level(1, 1), level(0.5, 1)], 1);
      await resize({ columns });
      levels.draw([level(1, 1), level(0.5, 1)], 1.1);
      const lines = await seen();
      expect(lines).toHaveLength(4);
      expect(lines[0]).toBe('$ bufferswitch meter');
      for (const line of lines) expect(line.length).toBeLessThan(columns);
      terminal.clear();
      expect(await seen()).toEqual(['$ bufferswitch meter']);
    },
  );
});
