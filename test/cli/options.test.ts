import { describe, expect, it } from 'vitest';
import { list } from '../../dist/cli/list.js';
import { parseArguments } from '../../dist/cli/options.js';
import { play } from '../../dist/cli/play.js';
import { record } from '../../dist/cli/record.js';

describe('arguments', () => {
  it('are numbers and lists where that is meant', () => {
    const line = [
      'take.wav',
      '--rate',
      '44100.5',
      '--buffer=64',
      '--channels',
      '3, 0-2',
      '--duration',
      '0.5',
      '--json',
    ];
    expect(parseArguments('record', record, line)).toEqual({
      positionals: ['take.wav'],
      rate: 44100.5,
      buffer: 64,
      channels: [3, 0, 1, 2],
      duration: 0.5,
      json: true,
    });
  });

  it('need no file to show the help', () => {
    expect(parseArguments('play', play, ['-h'])).toEqual({ positionals: [], help: true });
  });

  it.each<[string[], RegExp]>([
    [[], /play needs file\.\.\./],
    [['a.wav', '--rate', '0'], /--rate needs a sample rate in Hz.*not "0"/],
    [['a.wav', '--rate', '1e5'], /not "1e5"/],
    [['a.wav', '--rate', '-1'], /--rate/],
    [['a.wav', '--rate'], /--rate/],
    [['a.wav', '--buffer', '25.5'], /--buffer needs a number of frames.*not "25\.5"/],
    [['a.wav', '--channels', '1,x'], /--channels needs numbers from 0 on/],
    [['a.wav', '--channels', '3-1'], /--channels needs numbers/],
    [['a.wav', '--channels', '0-2,1'], /names channel 1 twice/],
    [['a.wav', '--driver='], /--driver needs a value \(NAME\)/],
    [['a.wav', '--json=yes'], /--json/],
    [['a.wav', '--out', 'b.wav'], /Unknown option '--out'\. play takes --driver/],
  ])('%j is refused', (line, message) => {
    expect(() => parseArguments('play', play, line)).toThrow(message);
    expect(() => parseArguments('play', play, line)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  it('may be several files', () => {
    expect(parseArguments('play', play, ['a.wav', '-', 'b'])).toEqual({ positionals: ['a.wav', '-', 'b'] });
  });

  it.each([
    ['int16le:2:44100', 'int16', 2, 44100, 'little', false],
    ['int16:2:44100', 'int16', 2, 44100, 'little', false],
    ['int24be:8:96000', 'int24', 8, 96000, 'big', false],
    ['uint8:1:8000', 'int8', 1, 8000, 'little', true],
    ['float64le:1024:44100.5', 'float64', 1024, 44100.5, 'little', false],
    ['dsd-msb:2:2822400', 'dsd-msb', 2, 2822400, 'little', false],
  ] as const)('--raw %s', (text, encoding, channels, sampleRate, byteOrder, unsigned) => {
    const { raw } = parseArguments('play', play, ['a', '--raw', text]);
    expect(raw).toEqual({ encoding, channels, sampleRate, byteOrder, unsigned });
  });

  it.each([
    'int16',
    'int16:2',
    'int17le:2:44100',
    'int8le:1:8000',
    'dsd-lsble:2:2822400',
    'uint16:2:44100',
    'int16me:2:44100',
    'int16:0:44100',
    'int16:2:0',
    'int16:2:fast',
    ':2:44100',
  ])('--raw %s is refused', (text) => {
    expect(() => parseArguments('play', play, ['a', '--raw', text])).toThrow(
      /--raw needs .*such as int16le:2:44100/,
    );
  });

  it.each<[string[], RegExp]>([
    [['a.wav', 'b.wav'], /does not take "b\.wav"/],
    [['a.wav', '--duration', 'soon'], /--duration needs a time in seconds/],
    [['a.wav', '--format', 'int8'], /--format needs one of int16, int24, int32, float32/],
  ])('%j is refused for a recording', (line, message) => {
    expect(() => parseArguments('record', record, line)).toThrow(message);
  });

  it('of a command without any are refused', () => {
    expect(() => parseArguments('list', list, ['more'])).toThrow(/list does not take "more"/);
  });
});
