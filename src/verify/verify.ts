import type { AbortOptions } from '../abort.js';
import type { Device } from '../device.js';
import { BufferSwitchError } from '../errors.js';
import type { Stream } from '../stream.js';
import { checkBoolean, checkOptions, checkPositive, checkSignal, expected } from '../validate.js';
import { limitsOfProof, validBits, verdictOf } from './conclusion.js';
import { type Channels, factsOf, firstMismatchOf, tracesOf } from './facts.js';
import { Loop, type LoopResult } from './loop.js';
import type { VerifyReport } from './report.js';

/** How a device is verified. */
export interface VerifyOptions extends AbortOptions {
  /** Channel numbers to listen to. Default: those of `outputs`, or as many as there are outputs. */
  readonly inputs?: readonly number[];
  /**
   * Channel numbers to play on. The first input should hear the first one, and so on; there may be more outputs than
   * inputs, to see who leaks. Default: those of `inputs`, or as many as there are inputs.
   */
  readonly outputs?: readonly number[];
  /** Frames per buffer switch. Default: what the driver prefers. */
  readonly bufferSize?: number;
  /** Seconds to play. Default: 5. */
  readonly duration?: number;
  /** Whether the report has errors over time and level, to draw them. Default: false. */
  readonly trace?: boolean;
  /** Told now and then how many frames have come in, of how many. */
  readonly onProgress?: (frames: number, total: number) => void;
}

const optionNames = ['inputs', 'outputs', 'bufferSize', 'duration', 'trace', 'onProgress', 'signal'];
const defaultDuration = 5;
const longestDuration = 24 * 3600;
/** Seconds: the longest latency that is considered, beyond what the driver says; and how much the rings hold. */
const longestLatency = 1;
const ringSeconds = 2;

/**
 * Plays noise that it knows, AT FULL SCALE, on the outputs, listens to the inputs, and says whether every bit of it came
 * back and if not, what became of it. Something has to lead the outputs to the inputs: a cable, the interface's own
 * mixer, the virtual driver.
 *
 * The device stays open; no stream may be open on it. Rejects with what goes wrong with the driver; what goes wrong with
 * the sound is in the report. An aborted one has no report.
 */
export async function verify(device: Device, options: VerifyOptions = {}): Promise<VerifyReport> {
  checkOptions('options', options, optionNames);
  const signal = checkSignal('options.signal', options.signal);
  const duration = checkPositive('options.duration', options.duration ?? defaultDuration, longestDuration);
  const { onProgress = () => {}, bufferSize } = options;
  if (typeof onProgress !== 'function') {
    throw new TypeError(expected('a function', 'options.onProgress', onProgress));
  }
  const trace = checkBoolean('options.trace', options.trace ?? false);
  const channels = channelsOf(device, options);
  signal?.throwIfAborted();
  const rate = device.sampleRate;
  if (rate === null) throw invalid(`${device.name} does not know its sample rate; set one first.`);
  const depth = Math.ceil(ringSeconds * rate) + 4 * (bufferSize ?? device.bufferSizes.preferred);
  const stream = await device.openStream({
    ...channels,
    format: 'native',
    depth,
    ...(bufferSize !== undefined && { bufferSize }),
  });
  try {
    const frames = Math.max(1, Math.round(duration * rate));
    const window = Math.ceil(longestLatency * rate) + reportedLatency(stream);
    const loop = new Loop(stream, frames, window, (done) => onProgress(done, frames));
    const result = await loop.run(depth, signal);
    const report = reportOn(stream, channels, result, frames);
    return trace ? { ...report, trace: tracesOf(result, channels) } : report;
  } finally {
    await stream.close();
  }
}

const reportedLatency = ({ latencies }: Stream) => latencies.input + latencies.output;

function reportOn(stream: Stream, channels: Channels, result: LoopResult, frames: number): VerifyReport {
  const { device } = stream;
  const { kind = 'integer', bits = 0 } = result.patterns[0] ?? {};
  const facts = factsOf(result, channels);
  const heard = result.inputs.filter((input) => input.place !== null);
  const offsets = heard.map(({ place }) => place.offset * result.framesPerValue);
  return {
    verdict: verdictOf(result, facts),
    facts,
    firstMismatch: firstMismatchOf(result, channels),
    latency: {
      measured: offsets.length === 0 ? null : Math.min(...offsets),
      reported: reportedLatency(stream),
    },
    sampleType: sampleTypeOf(device, channels),
    validBits: validBits(facts, kind === 'dsd' ? 1 : bits),
    whatCannotBeProven: limitsOfProof(device.driver.kind === 'built-in', kind),
    driver: { id: device.driver.id, name: device.name },
    ...channels,
    sampleRate: stream.sampleRate,
    bufferSize: stream.bufferSize,
    frames,
    compared: heard.reduce((sum, { tracker }) => sum + tracker.compared, 0),
    different: heard.reduce((sum, { tracker }) => sum + tracker.different, 0),
    lostFrames: result.lost,
  };
}

/** Which input should hear which output. */
function channelsOf(device: Device, options: VerifyOptions): Channels {
  const both = Math.min(device.inputs.length, device.outputs.length);
  const first = Array.from({ length: both }, (_, channel) => channel);
  const inputs = options.inputs ?? options.outputs ?? first;
  const outputs = options.outputs ?? options.inputs ?? first;
  if (both === 0) {
    const has = `${device.inputs.length} inputs and ${device.outputs.length} outputs`;
    throw invalid(`${device.name} has ${has}; a loop needs both.`);
  }
  for (const [name, list] of Object.entries({ inputs, outputs })) {
    if (!Array.isArray(list) || list.length === 0) {
      throw new TypeError(expected('channel numbers, one at least,', `options.${name}`, list));
    }
  }
  if (inputs.length > outputs.length) {
    throw new RangeError(
      expected(`as many outputs as inputs, ${inputs.length},`, 'options.outputs', outputs),
    );
  }
  return { inputs, outputs };
}

const invalid = (message: string) => new BufferSwitchError('INVALID_STATE', message, { operation: 'verify' });

function sampleTypeOf(device: Device, { inputs, outputs }: Channels): string {
  const types = new Set([
    ...inputs.map((channel) => device.inputs[channel]?.sampleType),
    ...outputs.map((channel) => device.outputs[channel]?.sampleType),
  ]);
  return [...types].join(', ');
}
