import type { DriverSettings } from '../driver-settings.js';
import { native } from '../native.js';
import { checkInteger, checkOneOf, checkOptions, checkPositive, expected } from '../validate.js';
import { type SampleType, sampleTypes } from './sample-types.js';

/** What makes buffer switches happen: time, the host itself, or the test. See `docs/virtual-driver.md`. */
export type VirtualClock = (typeof clocks)[number];

/** What the driver is: see `docs/virtual-driver.md`. What is absent is the driver's default, but for the clock. */
export interface VirtualDriverSettings {
  /** What the driver calls itself, at most 31 bytes. Default: the name of the instance. */
  readonly name?: string;
  /** Channels, 0 to 256. Default: 2. */
  readonly inputs?: number;
  /** Channels, 0 to 256. Default: 2. */
  readonly outputs?: number;
  /** Sample type of all channels. Default: `int32lsb`. */
  readonly type?: SampleType;
  /** Sample type after a switch to DSD, or `none`. */
  readonly dsdType?: SampleType | 'none';
  /** The rate at the start, Hz. Default: 48000. */
  readonly rate?: number;
  /** The rates that are offered, Hz. Default: the usual eight from 44100 to 384000. */
  readonly rates?: readonly number[];
  /** The smallest buffer, frames. Default: 16. */
  readonly minBuffer?: number;
  /** The largest buffer, frames. Default: 8192. */
  readonly maxBuffer?: number;
  /** What the driver prefers, frames. Default: 256. */
  readonly preferredBuffer?: number;
  /** Frames from one size to the next; -1: powers of two; 0: one size only. Default: 1. */
  readonly granularity?: number;
  /** What the driver reports, frames. */
  readonly inputLatency?: number;
  /** What the driver reports, frames. Default: the buffer size. */
  readonly outputLatency?: number;
  /** What it takes from output to input, frames. */
  readonly delay?: number;
  /** Default: `step`, or what the personality is for. */
  readonly clock?: VirtualClock;
  /** How much faster the real-time clock runs than the machine's, ppm: -100000 to 100000. Default: 0. */
  readonly drift?: number;
  /** How late a buffer switch of the real-time clock is at the most, microseconds. Default: 0. */
  readonly jitter?: number;
  /** The same one gives the same sequence of latenesses; 0 to 2147483647. Default: 0. */
  readonly seed?: number;
  /** How it misbehaves: see `docs/personalities.md`. */
  readonly personality?: string;
}

/** What `createVirtualDriver` takes. */
export interface VirtualDriverOptions extends VirtualDriverSettings {
  /**
   * `loop`: output n comes back as input n where nothing is fed. `open`: the inputs have what is fed and silence, and
   * outputs go to `captured` only. Default: `loop`.
   */
  readonly cable?: 'loop' | 'open';
  /** How much `captured` keeps, frames. Default: 10 seconds. */
  readonly captureFrames?: number;
  /** How much can be fed ahead, frames. Default: 10 seconds. */
  readonly feedFrames?: number;
}

export interface CheckedOptions {
  readonly settings: DriverSettings;
  readonly cable: { isOpen: boolean; feedFrames: number; captureFrames: number };
}

const clocks = ['realtime', 'freerun', 'rush', 'step'] as const;
const mostFrames = 1 << 20;
const mostCableFrames = 1 << 30;
const highestRate = 1e8;
const mostJitter = 1e6;
const mostDrift = 1e5;

/** The whole numbers among the settings, with what they can be. */
const wholeNumbers = {
  inputs: [0, 256],
  outputs: [0, 256],
  minBuffer: [1, mostFrames],
  maxBuffer: [1, mostFrames],
  preferredBuffer: [1, mostFrames],
  granularity: [-1, mostFrames],
  inputLatency: [0, mostFrames],
  outputLatency: [0, mostFrames],
  delay: [1, mostFrames],
  seed: [0, 2 ** 31 - 1],
} as const;

const known = [
  ...Object.keys(wholeNumbers),
  ...['name', 'type', 'dsdType', 'rate', 'rates', 'clock', 'drift', 'jitter', 'personality'],
  ...['cable', 'captureFrames', 'feedFrames'],
];

function checkText(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new TypeError(expected('a text', name, value));
  return value;
}

function checkRange(name: string, value: unknown, low: number, high: number): number {
  if (typeof value !== 'number') throw new TypeError(expected('a number', name, value));
  if (!(value >= low && value <= high))
    throw new RangeError(expected(`a number from ${low} to ${high}`, name, value));
  return value;
}

function checkRates(value: unknown): readonly number[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new TypeError(expected('an array of rates', 'options.rates', value));
  return Object.freeze(value.map((rate) => checkPositive('options.rates', rate, highestRate)));
}

type Setting = string | number | readonly number[];

const checks: Record<string, (name: string, value: unknown) => Setting> = {
  ...Object.fromEntries(
    Object.entries(wholeNumbers).map(([key, [low, high]]) => [
      key,
      (name: string, value: unknown) => checkInteger(name, value, low, high),
    ]),
  ),
  name: checkText,
  personality: checkText,
  type: (name, value) => checkOneOf(name, value, sampleTypes),
  dsdType: (name, value) => checkOneOf(name, value, [...sampleTypes, 'none']),
  clock: (name, value) => checkOneOf(name, value, clocks),
  rate: (name, value) => checkPositive(name, value, highestRate),
  rates: (_, value) => checkRates(value),
  drift: (name, value) => checkRange(name, value, -mostDrift, mostDrift),
  jitter: (name, value) => checkRange(name, value, 0, mostJitter),
};

/** Some personalities are of a clock. */
function defaultClock(personality: unknown): { clock?: VirtualClock } {
  const found = native.personalities.find(({ name }) => name === personality);
  return found !== undefined && /(^|;)clock=/.test(found.settings) ? {} : { clock: 'step' };
}

export function checkVirtualDriverOptions(options: VirtualDriverOptions): CheckedOptions {
  checkOptions('options', options, known);
  const given: [string, unknown][] = Object.entries({ ...defaultClock(options.personality), ...options });
  const settings: Record<string, Setting> = {};
  for (const [key, value] of given) {
    const check = checks[key];
    if (check !== undefined && value !== undefined) settings[key] = check(`options.${key}`, value);
  }
  const cable = checkOneOf('options.cable', options.cable ?? 'loop', ['loop', 'open']);
  const tenSeconds = Math.min(mostCableFrames, Math.ceil(10 * (options.rate ?? defaultRate(options.type))));
  const frames = (key: 'captureFrames' | 'feedFrames') =>
    checkInteger(`options.${key}`, options[key] ?? tenSeconds, 1, mostCableFrames);
  return {
    settings: Object.freeze(settings),
    cable: {
      isOpen: cable === 'open',
      feedFrames: frames('feedFrames'),
      captureFrames: frames('captureFrames'),
    },
  };
}

function defaultRate(type: SampleType | undefined): number {
  return type?.startsWith('dsd') ? 2822400 : 48000;
}
