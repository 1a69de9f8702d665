// What every method and getter does in every situation. Methods with the same outcomes share a line.
//
// `ok`: it does what it is for. A code: it rejects or throws with that, and nothing else changes. `waits:` and an
// outcome: for buffer switches, or else for the end of the device, which comes to that. Anything else is what it gives. Where a
// situation passes by itself, either of two may be right.
import { calls } from './methods.mjs';

/**
 * `open`: in the situations of an open device, one outcome for all of them or one for each. `over`: the same while it
 * is closed and after that.
 * @type {readonly { readonly open: string, readonly over: string, readonly of: readonly string[] }[]}
 */
export const groups = [
  {
    open: 'ok',
    over: 'ok',
    of: [
      ...['device.close', 'device[Symbol.asyncDispose]'],
      ...['stream.stop', 'stream.close', 'stream[Symbol.asyncDispose]'],
      ...['processor.stop', 'processor.close', 'processor[Symbol.asyncDispose]'],
    ],
  },
  {
    open: 'ok',
    over: 'DEVICE_CLOSED',
    of: [
      ...['device.setSampleRate', 'device.setSampleRate, in DSD', 'device.supportedSampleRates'],
      ...[
        'device.setIoFormat, to what it is',
        'device.setClockSource',
        'device.reset',
        'device.reset, in DSD',
      ],
    ],
  },
  {
    open: 'INVALID_STATE',
    over: 'DEVICE_CLOSED',
    of: [
      ...['device.openStream', 'device.openProcessor'],
      ...['device.setIoFormat, to DSD', 'device.setIoFormat, from DSD to PCM'],
    ],
  },
  {
    open: 'NOT_SUPPORTED',
    over: 'DEVICE_CLOSED',
    of: ['device.openControlPanel', 'device.controls.report'],
  },
  {
    open: 'ok ok ok ok NOT_SUPPORTED NOT_SUPPORTED',
    over: 'DEVICE_CLOSED',
    of: [
      ...['device.controls.setInputMonitor', 'device.controls.setInputGain', 'device.controls.setOutputGain'],
      ...['device.controls.inputMeter', 'device.controls.outputMeter'],
      ...['device.controls.transport', 'device.controls.setTimeCode'],
    ],
  },
  { open: 'INVALID_STATE INVALID_STATE ok ok ok INVALID_STATE', over: 'DEVICE_CLOSED', of: ['device.step'] },
  { open: 'DEVICE_BUSY', over: 'DEVICE_BUSY/ok ok', of: ['openDevice, the same one'] },
  {
    open: 'STREAM_CLOSED ok ok ok ok ok',
    over: 'STREAM_CLOSED',
    of: [
      ...['stream.start', 'stream.start, in DSD', 'processor.start'],
      ...['stream.output.write', 'stream.output.write, in DSD'],
    ],
  },
  {
    open: 'STREAM_CLOSED waits:STREAM_CLOSED waits:STREAM_CLOSED ok ok waits:STREAM_CLOSED',
    over: 'STREAM_CLOSED',
    of: ['stream.output.drain'],
  },
  {
    open: 'ok waits:ok waits:ok waits:ok ok ok',
    over: 'ok',
    of: ['stream.input.read', 'stream.input.blocks', 'stream.input[Symbol.asyncIterator]'],
  },
  { open: 'open', over: 'closed', of: ['device.state'] },
  { open: 'none ok ok ok ok ok', over: 'none', of: ['device.stream'] },
  {
    open: 'closed prepared running running running running',
    over: 'closed',
    of: ['stream.state', 'processor.state'],
  },
  { open: 'over ok ok ok/over ok ok', over: 'INVALID_STATE', of: ['ring.over'] },
  {
    open: 'ok',
    over: 'INVALID_STATE',
    of: [
      ...[
        'openRing',
        'ring.inputs',
        'ring.outputs',
        'ring.bufferSize',
        'ring.sampleRate',
        'ring.queuedFrames',
      ],
      ...['ring.tryRead', 'ring.waitToRead', 'ring.tryWrite', 'ring.waitToWrite', 'ring.finish'],
      ...['ring.close', 'ring[Symbol.dispose]'],
    ],
  },
  {
    open: 'ok',
    over: 'ok',
    of: [
      ...['device.driver', 'device.shared', 'device.name', 'device.version', 'device.inputs'],
      ...['device.outputs', 'device.bufferSizes', 'device.sampleRate', 'device.latencies'],
      ...['device.clockSources', 'device.ioFormat', 'device.ioFormats', 'device.capabilities'],
      ...['device.fault', 'device.controls'],
      ...[
        'stream.device',
        'stream.inputs',
        'stream.outputs',
        'stream.format',
        'stream.layout',
        'stream.dither',
      ],
      ...['stream.sampleRate', 'stream.latencies', 'stream.fidelity', 'stream.bufferSize'],
      ...['stream.latency', 'stream.stats', 'stream.timeCode', 'stream.wakeUps', 'stream.ring'],
      ...['stream.readable', 'stream.writable', 'stream.ref', 'stream.unref'],
      ...['stream.input', 'stream.input.queued', 'stream.input.tryRead'],
      ...['stream.output', 'stream.output.queuedFrames', 'stream.output.abort'],
      ...['processor.stream', 'processor.bufferSize', 'processor.sampleRate'],
      ...['processor.stats', 'processor.latency', 'processor.wakeUps'],
      ...['processor.parameters', 'processor.postMessage', 'processor.ref', 'processor.unref'],
    ],
  },
];

const openSituations = 6;
const overSituations = 2;

function expand(outcomes, count) {
  const words = outcomes.split(' ');
  return words.length === 1 ? Array(count).fill(outcomes) : words;
}

/**
 * The outcomes of a line, one for each situation.
 * @param {(typeof groups)[number]} group
 */
export function outcomesOf({ open, over }) {
  return [...expand(open, openSituations), ...expand(over, overSituations)];
}

/**
 * The outcomes by the names of the methods.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const table = Object.fromEntries(
  groups.flatMap((group) => group.of.map((name) => [name, outcomesOf(group)])),
);

/**
 * When the environment ends, which closes every device: as when it is closed, but that nobody learns what a promise comes
 * to.
 * @param {string} name
 */
export const atTheEnd = (name) => (name in calls ? 'never' : table[name].at(-1));
