import type { AbortOptions } from '../abort.js';
import { type Device, highestRate } from '../device.js';
import { BufferSwitchError } from '../errors.js';
import {
  checkChannels,
  checkInteger,
  checkOptions,
  checkPositive,
  checkSignal,
  expected,
} from '../validate.js';
import { type Loop, problemOf } from './combination.js';
import { Noise } from './noise.js';
import { type MeasureReport, type MeasureRow, reportOf } from './report.js';
import { Survey } from './survey.js';

/** What is measured. */
export interface MeasureOptions extends AbortOptions {
  /** The channel that plays. Default: 0. */
  readonly output?: number;
  /** The channel that should hear it. Default: 0. */
  readonly input?: number;
  /** Hz. Default: the usual ones that the driver says it can do, and the present one. */
  readonly sampleRates?: readonly number[];
  /**
   * Frames. Default: all that the driver offers at a rate; of more than 12 the smallest, the largest, the preferred, and
   * powers of two between.
   */
  readonly bufferSizes?: readonly number[];
  /** How often the driver is started with each rate and size, to see whether the latency is the same. Default: 3. */
  readonly starts?: number;
  /** Told before each row how many are done, of how many there will be as far as that is known, and after the last. */
  readonly onProgress?: (progress: MeasureProgress) => void;
}

/** How far `measure` is. */
export interface MeasureProgress {
  /** Rows that are done. */
  readonly done: number;
  /** Rows that there will be, as far as that is known. */
  readonly total: number;
  /** What was measured just now; null: nothing since the last time. */
  readonly row: MeasureRow | null;
  /** What is measured next; null at the end. */
  readonly next: { readonly sampleRate: number; readonly bufferSize: number } | null;
}

const optionNames = [
  ...['output', 'input', 'sampleRates', 'bufferSizes', 'starts', 'onProgress', 'signal'],
] as const;
const defaultStarts = 3;
const mostStarts = 1000;
const largestBuffer = 2 ** 20;

/**
 * Plays noise at -18 dB on an output, hears it on an input, and says how late it is with each rate and buffer size, beside
 * what the driver says. Something has to lead the output to the input: a cable, the interface's own mixer, the virtual
 * driver.
 *
 * The device stays open; no stream may be open on it. What goes wrong with one rate or size is in its row. The rate is that
 * of before at the end, also where it is aborted.
 */
export async function measure(device: Device, options: MeasureOptions = {}): Promise<MeasureReport> {
  checkOptions('options', options, optionNames);
  const { onProgress = () => {}, sampleRates, bufferSizes } = options;
  if (typeof onProgress !== 'function') {
    throw new TypeError(expected('a function', 'options.onProgress', onProgress));
  }
  const signal = checkSignal('options.signal', options.signal);
  const starts = checkInteger('options.starts', options.starts ?? defaultStarts, 1, mostStarts);
  checkList('options.sampleRates', sampleRates, (name, rate) => checkPositive(name, rate, highestRate));
  checkList('options.bufferSizes', bufferSizes, (name, size) => checkInteger(name, size, 1, largestBuffer));
  refuseUnfit(device);
  const [output = 0] = checkChannels('options.output', [options.output ?? 0], device.outputs.length);
  const [input = 0] = checkChannels('options.input', [options.input ?? 0], device.inputs.length);
  signal?.throwIfAborted();
  const before = device.sampleRate;
  const loop: Loop = { device, output, input, starts, noise: new Noise(), signal };
  let rows: readonly MeasureRow[];
  try {
    rows = await new Survey(loop, bufferSizes, onProgress).run(sampleRates ?? (await usualRates(device)));
  } catch (error) {
    await restore(device, before);
    throw error;
  }
  return reportOf(device, loop, rows, await restore(device, before));
}

function checkList(name: string, list: unknown, check: (name: string, value: unknown) => unknown): void {
  if (list === undefined) return;
  if (!Array.isArray(list) || list.length === 0) {
    throw new TypeError(expected('numbers, one at least,', name, list));
  }
  for (const value of list) check(name, value);
}

function refuseUnfit(device: Device): void {
  const refuse = (what: string) =>
    new BufferSwitchError('INVALID_STATE', `${device.name} ${what}`, { operation: 'measure' });
  if (device.stream !== undefined) throw refuse('has an open stream; close it first.');
  if (device.ioFormat !== 'pcm')
    throw refuse('does DSD now, in which there is no quiet noise; switch it to PCM.');
  if (device.inputs.length > 0 && device.outputs.length > 0) return;
  throw refuse(
    `has ${device.inputs.length} inputs and ${device.outputs.length} outputs; a loop needs one of each.`,
  );
}

async function usualRates(device: Device): Promise<number[]> {
  const rates = new Set(await device.supportedSampleRates());
  if (device.sampleRate !== null) rates.add(device.sampleRate);
  return [...rates].sort((a, b) => a - b);
}

/** Nobody's abort ends this: a device is not left at a rate that somebody else chose. */
async function restore(device: Device, rate: number | null): Promise<MeasureReport['rateProblem']> {
  if (rate === null || device.state === 'closed' || device.sampleRate === rate) return null;
  try {
    await device.setSampleRate(rate);
    return null;
  } catch (error) {
    return problemOf(error);
  }
}
