import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Meter, peak, timeText } from '../../dist/cli/meter.js';
import { carries, encodingFor, holds } from '../../dist/cli/sample-type.js';
import { displayWidth, printable, table } from '../../dist/cli/table.js';
import { Terminal } from '../../dist/cli/terminal.js';

function sink(isTTY: boolean, columns = 60) {
  const texts: string[] = [];
  return { isTTY, columns, texts, write: (text: string) => texts.push(text) > 0 };
}

/** A line of progress as it is written: the terminal does not break it, and the cursor is at its beginning. */
const drawn = (line: string) => `\r\x1b[?7l${line}\x1b[?7h\x1b[J\r`;

describe('terminal', () => {
  it('shows progress to people only, and takes it away before anything else is printed', () => {
    const [out, err] = [sink(true), sink(true)];
    const terminal = new Terminal(false, out, err);
    terminal.progress('working');
    terminal.result({}, () => 'done');
    expect(err.texts).toEqual([drawn('working'), '\r\x1b[J']);
    expect(out.texts).toEqual(['done\n']);

    const quiet = sink(false);
    new Terminal(false, out, quiet).progress('working');
    expect(quiet.texts).toEqual([]);
  });

  it('styles only for a terminal', () => {
    expect(new Terminal(false, sink(false), sink(false)).style('red', 'x')).toBe('x');
    // Not even nothing is: a table would not see that a cell is empty.
    expect(new Terminal(false, sink(true), sink(true)).style('red', '')).toBe('');
  });

  it('lines up what is wide, combined or styled', () => {
    expect(displayWidth('音ab')).toBe(4);
    expect(displayWidth('e\u0301')).toBe(1);
    expect(displayWidth('\x1b[31mred\x1b[39m')).toBe(3);
    expect(
      table([
        ['音', 'b'],
        ['ccc', ''],
        ['d', 'e'],
      ]),
    ).toBe('音   b\nccc\nd    e');
    expect(printable('a\x1b[2Jb\n')).toBe('a·[2Jb·');
  });
});

describe('meter', () => {
  it('knows the time and the largest magnitude', () => {
    expect([0, 9.99, 61.25, 3600].map(timeText)).toEqual(['00:00.0', '00:09.9', '01:01.2', '60:00.0']);
    expect(peak(Int32Array.of(1, -0x80000000, 5), 3)).toBe(1);
    expect(peak(Float32Array.of(0.25, -0.5, 1), 2)).toBe(0.5);
  });

  it.each([20, 60, 200])('never fills more than a line of %i columns', (columns) => {
    const err = sink(true, columns);
    const meter = new Meter(new Terminal(false, sink(true), err), 32, 48000, 96000);
    meter.add(
      Array.from({ length: 32 }, (_, i) => Float32Array.of(i / 31)),
      1,
      48000,
    );
    expect(err.texts).toHaveLength(1);
    expect(displayWidth((err.texts[0] as string).slice(1))).toBeLessThan(columns);
    expect(err.texts[0]).toContain('00:01.0 / 00:02.0');
  });

  it.each([
    [20, 'a name of forty columns, of which some fi'],
    [60, '音楽音楽音楽音楽音楽音楽音楽音楽音楽音楽音楽'],
    [80, 'with\x1b[2J control\n'],
    [80, 'a.wav'],
  ])('names what is heard, in a line of %i columns: %j', (columns, name) => {
    const err = sink(true, columns);
    const meter = new Meter(new Terminal(false, sink(true), err), 2, 48000, 96000, name);
    meter.addPeaks([0.5, 0.25], 48000);
    const line = stripVTControlCharacters(err.texts[0] as string).replaceAll('\r', '');
    expect(err.texts[0]).toBe(drawn(line));
    expect(displayWidth(line)).toBeLessThan(columns);
    expect(line.startsWith(columns === 20 ? '00:01.0' : name.slice(0, 3))).toBe(true);
    expect(line).not.toMatch(/\p{Cc}/u);
  });

  it('has no levels of what has none', () => {
    const err = sink(true);
    new Meter(new Terminal(false, sink(true), err), 0, 2822400, 2822400, 'a.dsf').addPeaks([], 1411200);
    expect(err.texts).toEqual([drawn('a.dsf  00:00.5 / 00:01.0')]);
  });
});

describe('sample types', () => {
  const format = (encoding: 'int16' | 'int24' | 'int32' | 'float32') => ({
    encoding,
    validBits: Number(encoding.slice(-2)),
  });

  it.each([
    ['int16lsb', 'int16', true],
    ['int16lsb', 'int24', false],
    ['int32lsb', 'int32', true],
    ['int32msb24', 'int24', true],
    ['int32lsb24', 'int32', false],
    ['float32lsb', 'int24', true],
    ['float32lsb', 'int32', false],
    ['float32lsb', 'float32', true],
    ['float64lsb', 'int32', true],
    ['int32lsb', 'float32', false],
    ['dsdint8lsb1', 'int16', false],
  ] as const)('%s carries %s: %s', (type, encoding, expected) => {
    expect(carries(type, format(encoding))).toBe(expected);
  });

  it('finds the file that holds what a driver delivers', () => {
    expect(encodingFor(['int16lsb', 'int16lsb'])).toBe('int16');
    expect(encodingFor(['int16lsb', 'int32lsb24'])).toBe('int24');
    expect(encodingFor(['int32msb'])).toBe('int32');
    expect(encodingFor(['int24lsb', 'float32lsb'])).toBe('float32');
    expect(holds('int24', 'int32lsb24')).toBe(true);
    expect(holds('int16', 'int24lsb')).toBe(false);
    expect(holds('float32', 'int32lsb')).toBe(false);
  });
});
