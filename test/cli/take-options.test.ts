import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../dist/cli/options.js';
import { record } from '../../dist/cli/record.js';
import { parseSplit, parseStartAt, parseStartLevel } from '../../dist/cli/take-options.js';

describe('--split', () => {
  it.each([
    ['600', { seconds: 600 }],
    ['0.5', { seconds: 0.5 }],
    ['90s', { seconds: 90 }],
    ['10m', { seconds: 600 }],
    ['10 min', { seconds: 600 }],
    ['1.5h', { seconds: 5400 }],
    ['700MB', { bytes: 7e8 }],
    ['2gb', { bytes: 2e9 }],
    ['2GiB', { bytes: 2 ** 31 }],
    ['1.5kB', { bytes: 1500 }],
  ])('%s', (text, split) => expect(parseSplit(text)).toEqual(split));

  it.each(['0', '-1', 'long', '5 parsecs', '1e3', 'constructor', '1 toString'])('%s is refused', (text) => {
    expect(() => parseSplit(text)).toThrow(/--split needs a time or a size, such as/);
  });
});

describe('--start-level', () => {
  it('is a level below full scale, and may stand behind its name', () => {
    const parse = (...args: string[]) => parseArguments('record', record, ['a.wav', ...args])['start-level'];
    expect(parse('--start-level', '-40')).toBe(-40);
    expect(parse('--start-level=-0.5')).toBe(-0.5);
    expect(() => parse('--start-level', '--mono')).toThrow(/start-level/);
  });

  it.each(['0', '6', '-201', '-40dB', ''])('%j is refused', (text) => {
    expect(() => parseStartLevel(text)).toThrow(/in dBFS from -200 to below 0, such as -40, not/);
  });
});

describe('--start-at', () => {
  const now = new Date(2030, 5, 15, 12, 0, 0).getTime();
  const local = (...fields: [number, number, number, number, number, number, number]) =>
    new Date(...fields).getTime();

  it.each([
    ['12:01', local(2030, 5, 15, 12, 1, 0, 0)],
    ['23:59:58', local(2030, 5, 15, 23, 59, 58, 0)],
    ['23:59:58.250', local(2030, 5, 15, 23, 59, 58, 250)],
    ['2030-06-16T00:00', local(2030, 5, 16, 0, 0, 0, 0)],
    ['2030-06-16 07:08:09.5', local(2030, 5, 16, 7, 8, 9, 500)],
    ['2031-01-31T20:15:00Z', Date.UTC(2031, 0, 31, 20, 15)],
    ['2031-01-31T20:15:00+01:30', Date.UTC(2031, 0, 31, 18, 45)],
    ['2031-01-31T20:15:00.125-0800', Date.UTC(2031, 1, 1, 4, 15, 0, 125)],
  ])('%s', (text, time) => expect(parseStartAt(text, now)).toBe(time));

  it.each([
    '24:00',
    '12:60',
    '20',
    'noon',
    '2031-02-29T10:00',
    '2031-01-31',
    '2031-01-31T25:00Z',
    '12:00:00Z',
  ])('%s is refused', (text) =>
    expect(() => parseStartAt(text, now)).toThrow(/--start-at needs HH:MM or HH:MM:SS of today, or a date/),
  );

  it.each(['12:00', '11:59:59', '2030-06-15T11:00', '1999-01-01T00:00Z'])('%s has passed', (text) => {
    expect(() => parseStartAt(text, now)).toThrow(
      /has passed, [\d.]+ s ago; give a later time, or a date as well/,
    );
  });
});
