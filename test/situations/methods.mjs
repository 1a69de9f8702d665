// Every method and getter of a device, its stream and its processor, as it is called in each situation. The names say
// whose it is; words behind a name tell two calls of one method apart.
import { openDevice, openRing } from '../../dist/index.js';

/** @typedef {import('./scenes.mjs').Scene} Scene */

const gain = new URL('../processors/gain.mjs', import.meta.url);
const closes = (opened) => opened.close();

/** Frames for every output, in the stream's format. */
const samples = (stream, Samples = Int16Array) => stream.outputs.map(() => new Samples(16));

/** The first block of whichever way there is to go through them. */
async function first(blocks) {
  for await (const block of blocks) return block;
  return null;
}

/** What is queued and not heard of any more is no failure. */
function drain({ output }, frames) {
  output.write(frames).catch(() => {});
  return output.drain();
}

/** Opens the rings for as long as `use` takes. */
function withRing({ stream }, use = () => {}) {
  const ring = openRing(stream.ring);
  try {
    return use(ring, stream);
  } finally {
    ring.close();
  }
}

/**
 * What takes its time: each is called on a device of its own.
 * @type {Record<string, (scene: Scene) => Promise<unknown>>}
 */
export const calls = {
  'openDevice, the same one': ({ id }) => openDevice(id).then(closes),
  'device.openStream': ({ device }) => device.openStream().then(closes),
  'device.openProcessor': ({ device }) =>
    device.openProcessor(gain, { parameters: { gain: 1 } }).then(closes),
  'device.setSampleRate': ({ device }) => device.setSampleRate(96000),
  'device.supportedSampleRates': ({ device }) => device.supportedSampleRates([48000]),
  'device.setIoFormat, to DSD': ({ device }) => device.setIoFormat('dsd'),
  'device.setIoFormat, to what it is': ({ device }) => device.setIoFormat('pcm'),
  'device.setClockSource': ({ device }) => device.setClockSource(0),
  'device.openControlPanel': ({ device }) => device.openControlPanel(),
  'device.reset': ({ device }) => device.reset(),
  'device.step': ({ device }) => device.step(1),
  'device.close': ({ device }) => device.close(),
  'device[Symbol.asyncDispose]': ({ device }) => device[Symbol.asyncDispose](),
  'device.controls.setInputMonitor': ({ device }) =>
    device.controls.setInputMonitor({ input: 0, enabled: true }),
  'device.controls.setInputGain': ({ device }) => device.controls.setInputGain(0, 1),
  'device.controls.setOutputGain': ({ device }) => device.controls.setOutputGain(0, 1),
  'device.controls.inputMeter': ({ device }) => device.controls.inputMeter(0),
  'device.controls.outputMeter': ({ device }) => device.controls.outputMeter(0),
  'device.controls.transport': ({ device }) => device.controls.transport({ command: 'start' }),
  'device.controls.report': ({ device }) => device.controls.report(),
  'device.controls.setTimeCode': ({ device }) => device.controls.setTimeCode(true),
  'stream.start': ({ stream }) => stream.start(),
  'stream.stop': ({ stream }) => stream.stop(),
  'stream.close': ({ stream }) => stream.close(),
  'stream[Symbol.asyncDispose]': ({ stream }) => stream[Symbol.asyncDispose](),
  'stream.input.read': ({ stream }) => stream.input.read(),
  'stream.input.blocks': ({ stream }) => first(stream.input.blocks({ copy: true })),
  'stream.input[Symbol.asyncIterator]': ({ stream }) => first(stream.input),
  'stream.output.write': ({ stream }) => stream.output.write(samples(stream)),
  'stream.output.drain': ({ stream }) => drain(stream, samples(stream)),
  'processor.start': ({ processor }) => processor.start(),
  'processor.stop': ({ processor }) => processor.stop(),
  'processor.close': ({ processor }) => processor.close(),
  'processor[Symbol.asyncDispose]': ({ processor }) => processor[Symbol.asyncDispose](),
  'device.setIoFormat, from DSD to PCM': ({ device }) => device.setIoFormat('pcm'),
  'device.setSampleRate, in DSD': ({ device }) => device.setSampleRate(5644800),
  'device.reset, in DSD': ({ device }) => device.reset(),
  'stream.start, in DSD': ({ stream }) => stream.start(),
  'stream.output.write, in DSD': ({ stream }) => stream.output.write(samples(stream, Uint8Array)),
};

/**
 * What is done when it returns, and leaves a device as it was: all of them are called on the same one. A string that
 * comes back is the outcome.
 * @type {Record<string, (scene: Scene) => unknown>}
 */
export const glances = {
  'device.state': ({ device }) => device.state,
  'device.stream': ({ device }) => (device.stream === undefined ? 'none' : undefined),
  'device.driver': ({ device }) => void device.driver.id,
  'device.shared': ({ device }) => void device.shared,
  'device.fault': ({ device }) => void device.fault?.length,
  'device.name': ({ device }) => void device.name.length,
  'device.version': ({ device }) => void device.version.toFixed(),
  'device.inputs': ({ device }) => void device.inputs.length,
  'device.outputs': ({ device }) => void device.outputs.length,
  'device.bufferSizes': ({ device }) => void device.bufferSizes.min,
  'device.sampleRate': ({ device }) => void device.sampleRate?.toFixed(),
  'device.latencies': ({ device }) => void device.latencies.input,
  'device.clockSources': ({ device }) => void device.clockSources.length,
  'device.ioFormat': ({ device }) => void device.ioFormat.length,
  'device.ioFormats': ({ device }) => void device.ioFormats.length,
  'device.capabilities': ({ device }) => void device.capabilities.transport,
  'device.controls': ({ device }) => void device.controls.setTimeCode,
  'stream.state': ({ stream }) => stream.state,
  'stream.device': ({ stream }) => void stream.device.state,
  'stream.inputs': ({ stream }) => void stream.inputs.length,
  'stream.outputs': ({ stream }) => void stream.outputs.length,
  'stream.format': ({ stream }) => void stream.format.length,
  'stream.layout': ({ stream }) => void stream.layout.length,
  'stream.dither': ({ stream }) => void stream.dither,
  'stream.sampleRate': ({ stream }) => void stream.sampleRate?.toFixed(),
  'stream.latencies': ({ stream }) => void stream.latencies.input,
  'stream.fidelity': ({ stream }) => void stream.fidelity.input,
  'stream.bufferSize': ({ stream }) => void stream.bufferSize.toFixed(),
  'stream.latency': ({ stream }) => void stream.latency,
  'stream.stats': ({ stream }) => void stream.stats.buffers,
  'stream.timeCode': ({ stream }) => void stream.timeCode,
  'stream.wakeUps': ({ stream }) => void stream.wakeUps.count,
  openRing: (scene) => void withRing(scene),
  'ring.inputs': (scene) => withRing(scene, (ring) => void ring.inputs.length),
  'ring.outputs': (scene) => withRing(scene, (ring) => void ring.outputs.length),
  'ring.bufferSize': (scene) => withRing(scene, (ring) => void ring.bufferSize.toFixed()),
  'ring.sampleRate': (scene) => withRing(scene, (ring) => void ring.sampleRate?.toFixed()),
  'ring.over': (scene) => withRing(scene, (ring) => (ring.over ? 'over' : undefined)),
  'ring.queuedFrames': (scene) => withRing(scene, (ring) => void ring.queuedFrames.toFixed()),
  'ring.tryRead': (scene) => withRing(scene, (ring) => void ring.tryRead()),
  'ring.waitToRead': (scene) => withRing(scene, (ring) => void ring.waitToRead(1)),
  'ring.tryWrite': (scene) => withRing(scene, (ring, stream) => void ring.tryWrite(samples(stream))),
  'ring.waitToWrite': (scene) => withRing(scene, (ring) => void ring.waitToWrite(1)),
  'ring.finish': (scene) => withRing(scene, (ring) => ring.finish()),
  'ring.close': (scene) => withRing(scene, (ring) => ring.close()),
  'ring[Symbol.dispose]': (scene) => withRing(scene, (ring) => ring[Symbol.dispose]()),
  'stream.readable': ({ stream }) => void stream.readable.destroy(),
  'stream.writable': ({ stream }) => void stream.writable.destroy(),
  'stream.ref': ({ stream }) => void stream.ref(),
  'stream.unref': ({ stream }) => void stream.unref(),
  'stream.input': ({ stream }) => void stream.input.queued,
  'stream.input.queued': ({ stream }) => void stream.input.queued.toFixed(),
  'stream.input.tryRead': ({ stream }) => void stream.input.tryRead(),
  'stream.output': ({ stream }) => void stream.output.queuedFrames,
  'stream.output.queuedFrames': ({ stream }) => void stream.output.queuedFrames.toFixed(),
  'stream.output.abort': ({ stream }) => stream.output.abort(),
  'stream.ring': ({ stream }) => void stream.ring.bufferSize.toFixed(),
  'processor.state': ({ processor }) => processor.state,
  'processor.bufferSize': ({ processor }) => void processor.bufferSize.toFixed(),
  'processor.sampleRate': ({ processor }) => void processor.sampleRate?.toFixed(),
  'processor.stream': ({ processor }) => void processor.stream.state,
  'processor.stats': ({ processor }) => void processor.stats.buffers,
  'processor.latency': ({ processor }) => void processor.latency,
  'processor.wakeUps': ({ processor }) => void processor.wakeUps.count,
  'processor.parameters': ({ processor }) => {
    processor.parameters.gain = 0.5;
  },
  'processor.postMessage': ({ processor }) => processor.postMessage('hello'),
  'processor.ref': ({ processor }) => void processor.ref(),
  'processor.unref': ({ processor }) => void processor.unref(),
};

/**
 * On which kind of device a method is called.
 * @param {string} name
 * @returns {import('./scenes.mjs').Kind}
 */
export function kindOf(name) {
  if (name.startsWith('processor')) return 'processor';
  return /, (in|from) DSD/.test(name) ? 'dsd' : 'stream';
}
