/** What a stream was opened with, checked, and what that asks of a device. */
import type { Device } from './device.js';
import { type Format, formats, type Layout, layouts } from './format.js';
import type { NativeStreamRequest } from './native.js';
import type { ProcessFunction } from './process-loop.js';
import { type Dither, dithers, type StreamOptions } from './stream-options.js';
import {
  checkChannels,
  checkInteger,
  checkOneOf,
  checkOptions,
  checkPositive,
  expected,
} from './validate.js';

const defaultDepthSeconds = 0.5;
/** Samples that are made at once need not be kept for long; and all blocks fit into a cache. */
const defaultProcessingDepthSeconds = 0.05;
const defaultDelaySeconds = 0.01;
const assumedSampleRate = 48000;
const largestDepth = 2 ** 26;
const largestDepthSeconds = 3600;
const largestDelay = 1024;
const largestSeed = 2 ** 32 - 1;
const knownOptions = [
  'inputs',
  'outputs',
  'bufferSize',
  'format',
  'layout',
  'dither',
  'ditherSeed',
  'depth',
  'process',
  'delayBuffers',
] as const;

/** How output is made from input, as the audio thread sees it. */
export interface Processing {
  readonly delayBuffers: number;
  readonly waitPart: number;
}

export class StreamSettings {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly format: Format;
  readonly layout: Layout;
  readonly dither: Dither;
  readonly process: ProcessFunction | undefined;
  readonly #ditherSeed: number;
  readonly #bufferSize: number | undefined;
  readonly #depth: number | { readonly seconds: number } | undefined;
  readonly #delayBuffers: number | undefined;
  /** Of a processor, which decides that by itself. */
  readonly #processing: Processing | undefined;

  constructor(device: Device, options: StreamOptions, processing?: Processing) {
    checkOptions('options', options, knownOptions);
    const all = (channels: readonly unknown[]) => channels.map((_, index) => index);
    this.inputs = checkChannels('inputs', options.inputs ?? all(device.inputs), device.inputs.length);
    this.outputs = checkChannels('outputs', options.outputs ?? all(device.outputs), device.outputs.length);
    if (this.inputs.length + this.outputs.length === 0) {
      throw new RangeError(expected('at least one channel', 'inputs and outputs', []));
    }
    this.format = checkOneOf('format', options.format ?? 'float32', formats);
    this.layout = checkOneOf('layout', options.layout ?? 'planar', layouts);
    this.dither = checkOneOf('dither', options.dither ?? 'none', dithers);
    this.#ditherSeed = checkInteger('ditherSeed', options.ditherSeed ?? 0, 0, largestSeed);
    const { bufferSize, depth, process, delayBuffers } = options;
    this.#bufferSize =
      bufferSize === undefined ? undefined : checkInteger('bufferSize', bufferSize, 1, 2 ** 20);
    this.#depth = depth === undefined ? undefined : checkDepth(depth);
    if (process !== undefined && typeof process !== 'function') {
      throw new TypeError(expected('a function', 'process', process));
    }
    if (delayBuffers !== undefined) {
      checkInteger('delayBuffers', delayBuffers, 1, largestDelay);
      if (process === undefined) throw new TypeError('The option "delayBuffers" goes with "process" only');
    }
    this.process = process;
    this.#delayBuffers = delayBuffers;
    this.#processing = processing;
  }

  /** Whether a size was asked for, and not that which the driver prefers. */
  get hasBufferSize(): boolean {
    return this.#bufferSize !== undefined;
  }

  /** For the device as it is now. */
  request(device: Device): NativeStreamRequest {
    const { inputs, outputs, format, layout, dither } = this;
    const rate = device.sampleRate ?? assumedSampleRate;
    const bufferSize = this.#bufferSize ?? device.bufferSizes.preferred;
    const processing = this.#processingAt(rate / bufferSize);
    const defaultSeconds = processing === null ? defaultDepthSeconds : defaultProcessingDepthSeconds;
    const depth = this.#depth ?? { seconds: defaultSeconds };
    const depthFrames = typeof depth === 'number' ? depth : Math.ceil(depth.seconds * rate);
    return {
      inputs,
      outputs,
      bufferSize,
      // What is on its way for `delayBuffers` has to fit in, with one on either side.
      depthFrames: Math.max(depthFrames, ((processing?.delayBuffers ?? 0) + 2) * bufferSize),
      format,
      layout,
      ditherSeed: dither === 'tpdf' ? this.#ditherSeed : null,
      processing,
    };
  }

  #processingAt(buffersPerSecond: number): Processing | null {
    if (this.#processing !== undefined) return this.#processing;
    if (this.process === undefined) return null;
    const usual = Math.min(Math.max(2, Math.ceil(defaultDelaySeconds * buffersPerSecond)), largestDelay);
    return { delayBuffers: this.#delayBuffers ?? usual, waitPart: 0 };
  }
}

function checkDepth(depth: unknown): number | { readonly seconds: number } {
  if (typeof depth !== 'object') return checkInteger('depth', depth, 1, largestDepth);
  checkOptions('depth', depth, ['seconds']);
  return {
    seconds: checkPositive(
      'depth.seconds',
      (depth as { seconds?: unknown } | null)?.seconds,
      largestDepthSeconds,
    ),
  };
}
