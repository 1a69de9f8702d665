import { parseArgs } from 'node:util';
import type { Encoding } from '../files/audio-format.js';
import type { RawFormat } from '../files/read-raw.js';
import { type Command, usageError } from './command.js';
import { parseRaw } from './raw-format.js';
import { parsePreRoll, parseSplit, parseStartAt, parseStartLevel, type SplitAt } from './take-options.js';

/** The values of a command line, checked as far as that is possible without a device. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly driver?: string;
  readonly device?: string;
  readonly rate?: number;
  readonly buffer?: number;
  readonly channels?: readonly number[];
  readonly duration?: number;
  readonly format?: Encoding;
  readonly mono?: boolean;
  readonly split?: SplitAt;
  readonly 'start-level'?: number;
  /** Milliseconds since 1970. */
  readonly 'start-at'?: number;
  readonly 'pre-roll'?: number;
  readonly raw?: RawFormat;
  readonly dop?: boolean;
  readonly out?: string;
  readonly report?: string;
  readonly clients?: number;
  readonly starts?: number;
  readonly name?: string;
  readonly settings?: string;
  readonly all?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly help?: boolean;
}

export type OptionName = Exclude<keyof Arguments, 'positionals'>;

interface Option {
  /** What stands for the value in the help; options without a value are switches. */
  readonly value?: string;
  readonly help: string;
  readonly short?: string;
  /** All that it can be, or what a shell completes it with. */
  readonly completes?: readonly string[] | 'drivers' | 'devices' | 'files';
  readonly parse?: (text: string) => unknown;
}

const encodings: readonly Encoding[] = ['int16', 'int24', 'int32', 'float32'];

/** Every option there is, in the order of the help. */
export const options: Readonly<Record<OptionName, Option>> = {
  driver: {
    value: 'NAME',
    help: 'a driver by id, name or a part of its name that only one has',
    completes: 'drivers',
  },
  device: {
    value: 'DEVICE',
    help: 'an audio device of Windows by id or name, or two by ID+ID; without it each that there is',
    completes: 'devices',
  },
  rate: {
    value: 'HZ',
    help: 'set the device to this sample rate',
    parse: (text) => positive(text, 'rate', 'a sample rate in Hz, such as 48000'),
  },
  buffer: {
    value: 'FRAMES',
    help: "buffer size; without it the driver's preferred one",
    parse: (text) => whole(text, 'buffer', 'a number of frames, such as 256'),
  },
  channels: {
    value: 'LIST',
    help: 'channels of the device, counted from 0, such as 0,1 or 0-7',
    parse: parseChannels,
  },
  duration: {
    value: 'SECONDS',
    help: 'stop after this time',
    parse: (text) => positive(text, 'duration', 'a time in seconds, such as 10 or 0.5'),
  },
  format: {
    value: 'FORMAT',
    help: `${encodings.join(', ')}; without it what the driver delivers`,
    completes: encodings,
    parse: parseEncoding,
  },
  mono: { help: 'a file of its own for each channel' },
  split: {
    value: 'LENGTH',
    help: 'a new file after this time or size, such as 600, 10m, 1h, 700MB or 2GiB',
    parse: parseSplit,
  },
  'start-level': {
    value: 'DB',
    help: 'wait for the first sample that is louder than this, in dBFS, such as -40',
    parse: parseStartLevel,
  },
  'start-at': {
    value: 'TIME',
    help: 'wait for this time: HH:MM or HH:MM:SS of today, or such as 2030-01-31T20:15:00',
    parse: parseStartAt,
  },
  'pre-roll': {
    value: 'SECONDS',
    help: 'keep this much from before the start as well',
    parse: parsePreRoll,
  },
  raw: {
    value: 'FORMAT',
    help: 'the files are samples without a header, such as int16le:2:44100',
    parse: parseRaw,
  },
  dop: { help: 'send DSD as DoP, within PCM of 24 bits' },
  out: { value: 'FILE', help: 'write what came back to this file', completes: 'files' },
  report: {
    value: 'FILE',
    help: 'write the result to this file as well, as a page to look at (HTML)',
    completes: 'files',
  },
  clients: {
    value: 'N',
    help: 'programs that have the driver open: this one, and others that play silence',
    parse: (text) => whole(text, 'clients', 'a number of programs, such as 2'),
  },
  starts: {
    value: 'N',
    help: 'how often the driver is started with each rate and buffer size',
    parse: (text) => whole(text, 'starts', 'a number of times, such as 3'),
  },
  name: {
    value: 'NAME',
    help: 'the instance; without it Bufferswitch Loopback, or what the device is called',
  },
  settings: {
    value: 'LIST',
    help: 'how the virtual driver, or an audio device of Windows, is to be: name=value;name=value',
  },
  all: { help: 'every instance' },
  force: { help: 'replace an existing file, or an instance of another library' },
  json: { help: 'print the result as one JSON document' },
  help: { help: 'show this help', short: 'h' },
};

/** Reads the arguments after the name of a command. Whatever is wrong with them is a usage error. */
export function parseArguments(name: string, command: Command, args: readonly string[]): Arguments {
  const names: OptionName[] = [...command.options, 'help'];
  const { values, positionals } = parse(name, names, args);
  const result: Record<string, unknown> = { positionals };
  for (const [key, value] of Object.entries(values)) {
    const option = options[key as OptionName];
    if (typeof value === 'string' && value === '')
      throw usageError(`--${key} needs a value (${option.value})`);
    result[key] = typeof value === 'string' && option.parse ? option.parse(value) : value;
  }
  const parsed = result as unknown as Arguments;
  if (command.pairsChannels !== true) checkDifferent(parsed.channels ?? []);
  if (result['help'] !== true) checkCount(name, command, positionals);
  return parsed;
}

function parse(name: string, names: readonly OptionName[], args: readonly string[]) {
  const config = Object.fromEntries(
    names.map((key) => {
      const { value, short } = options[key];
      return [
        key,
        { type: value === undefined ? 'boolean' : 'string', ...(short ? { short } : {}) } as const,
      ];
    }),
  );
  try {
    return parseArgs({ args: withNegatives(args), options: config, allowPositionals: true });
  } catch (error) {
    const allowed = names.map((key) => `--${key}`).join(' ');
    const [sentence] = (error as Error).message.split(/\.\s/, 1);
    throw usageError(`${sentence?.replace(/\.$/, '')}. ${name} takes ${allowed}`);
  }
}

/** A value that begins with a minus would be taken for an option where it stands by itself. */
function withNegatives(args: readonly string[]): string[] {
  const result: string[] = [];
  for (const arg of args) {
    const before = result.at(-1);
    if (/^-\d/.test(arg) && before !== undefined && /^--[a-z-]+$/.test(before))
      result.push(`${result.pop()}=${arg}`);
    else result.push(arg);
  }
  return result;
}

function checkCount(name: string, command: Command, given: readonly string[]): void {
  const wanted = command.positionals;
  const missing = wanted.slice(given.length).find((positional) => !positional.startsWith('['));
  if (missing !== undefined) throw usageError(`${name} needs ${missing}; try: bufferswitch ${name} --help`);
  if (given.length > wanted.length && !wanted.at(-1)?.endsWith('...')) {
    throw usageError(`${name} does not take "${given[wanted.length]}"; try: bufferswitch ${name} --help`);
  }
}

function positive(text: string, name: string, what: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0 && Number.isFinite(value))) throw usageError(`--${name} needs ${what}, not "${text}"`);
  return value;
}

function whole(text: string, name: string, what: string): number {
  const value = positive(text, name, what);
  if (!Number.isSafeInteger(value)) throw usageError(`--${name} needs ${what}, not "${text}"`);
  return value;
}

function checkDifferent(channels: readonly number[]): void {
  const twice = channels.find((channel, index) => channels.indexOf(channel) !== index);
  if (twice !== undefined) throw usageError(`--channels names channel ${twice} twice`);
}

function parseChannels(text: string): readonly number[] {
  const list: number[] = [];
  for (const part of text.split(',')) {
    const range = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part.trim());
    const first = Number(range?.[1]);
    const last = Number(range?.[2] ?? range?.[1]);
    if (range === null || last < first) {
      throw usageError(`--channels needs numbers from 0 on, such as 0,1 or 0-7, not "${text}"`);
    }
    for (let channel = first; channel <= last; channel++) list.push(channel);
  }
  return list;
}

function parseEncoding(text: string): Encoding {
  const found = encodings.find((encoding) => encoding === text);
  if (found === undefined) throw usageError(`--format needs one of ${encodings.join(', ')}, not "${text}"`);
  return found;
}
