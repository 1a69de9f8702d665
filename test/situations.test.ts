/**
 * What every method of a device and its stream does in every situation: the whole table. `ok`: it does what it is for.
 * A code: it rejects or throws with that, and nothing else changes. In each the device can be closed afterwards.
 */
import { once } from 'node:events';
import { BufferSwitchError, type Device, type Stream } from 'bufferswitch';
import { describe, expect, test } from 'vitest';
import { openPersonality, settled } from './personalities/support.js';

/** A device in some situation. `stream` may be on its way. */
interface Scene {
  readonly device: Device;
  readonly stream: Stream;
  /** What was begun for the situation and ends by itself. */
  readonly pending?: Promise<unknown>;
}

async function prepared(): Promise<Scene> {
  const device = await openPersonality('rme-like', { outputs: 2, inputs: 2 });
  return { device, stream: await device.openStream({ format: 'int16' }) };
}

async function running(): Promise<Scene> {
  const scene = await prepared();
  await scene.stream.start();
  return scene;
}

/** The driver has said that it wants to be reset, and the host waits for more of that. */
async function resetPending(): Promise<Scene> {
  const device = await openPersonality('reset', {});
  const stream = await device.openStream({ format: 'int16' });
  await stream.start();
  await settled();
  await device.step(30);
  return { device, stream };
}

async function stalled(): Promise<Scene> {
  const device = await openPersonality('stops-switching', {}, { onReset: 'manual' });
  const stream = await device.openStream({ format: 'int16' });
  const stall = once(device, 'stall');
  await stream.start();
  await stall;
  return { device, stream };
}

const situations = {
  /** Another stream is being opened; the one of the scene is closed. */
  opening: async (): Promise<Scene> => {
    const { device, stream } = await prepared();
    await stream.close();
    return { device, stream, pending: device.openStream().then((opened) => opened.close()) };
  },
  prepared,
  running,
  restarting: async (): Promise<Scene> => {
    const { device, stream } = await running();
    return { device, stream, pending: device.reset() };
  },
  'reset pending': resetPending,
  stalled,
  closing: async (): Promise<Scene> => {
    const { device, stream } = await running();
    return { device, stream, pending: device.close() };
  },
  closed: async (): Promise<Scene> => {
    const { device, stream } = await running();
    await device.close();
    return { device, stream };
  },
};

const buffer = (stream: Stream) => stream.outputs.map(() => new Int16Array(16));

const methods = {
  'device.openStream': ({ device }: Scene) => device.openStream().then((opened) => opened.close()),
  'device.setSampleRate': ({ device }: Scene) => device.setSampleRate(96000),
  'device.supportedSampleRates': ({ device }: Scene) => device.supportedSampleRates([48000]),
  'device.setIoFormat': ({ device }: Scene) => device.setIoFormat('dsd'),
  'device.setClockSource': ({ device }: Scene) => device.setClockSource(0),
  'device.openControlPanel': ({ device }: Scene) => device.openControlPanel(),
  'device.controls.setInputGain': ({ device }: Scene) => device.controls.setInputGain(0, 1),
  'device.reset': ({ device }: Scene) => device.reset(),
  'device.close': ({ device }: Scene) => device.close(),
  'stream.start': ({ stream }: Scene) => stream.start(),
  'stream.stop': ({ stream }: Scene) => stream.stop(),
  'stream.close': ({ stream }: Scene) => stream.close(),
  'stream.output.write': ({ stream }: Scene) => stream.output.write(buffer(stream)),
  'stream.output.abort': async ({ stream }: Scene) => stream.output.abort(),
  'stream.input.tryRead': async ({ stream }: Scene) => stream.input.tryRead(),
  'stream.readable': async ({ stream }: Scene) => stream.readable.destroy(),
  'stream.writable': async ({ stream }: Scene) => stream.writable.destroy(),
  'stream.stats': async ({ stream }: Scene) => stream.stats,
  'stream.latency': async ({ stream }: Scene) => stream.latency,
  'stream.ring': async ({ stream }: Scene) => stream.ring,
};

type Situation = keyof typeof situations;
type Method = keyof typeof methods;

const order = Object.keys(situations) as Situation[];

const six = (outcome: string) => Array(6).fill(outcome).join(' ');
const over = 'DEVICE_CLOSED DEVICE_CLOSED';

/** In the order of the situations above. The virtual drivers of the two in the middle have no gains. */
const table: Record<Method, string> = {
  'device.openStream': `${six('INVALID_STATE')} ${over}`,
  'device.setSampleRate': `${six('ok')} ${over}`,
  'device.supportedSampleRates': `${six('ok')} ${over}`,
  'device.setIoFormat': `${six('INVALID_STATE')} ${over}`,
  'device.setClockSource': `${six('ok')} ${over}`,
  'device.openControlPanel': `${six('NOT_SUPPORTED')} ${over}`,
  'device.controls.setInputGain': 'ok ok ok ok NOT_SUPPORTED NOT_SUPPORTED DEVICE_CLOSED DEVICE_CLOSED',
  'device.reset': `${six('ok')} ${over}`,
  'device.close': `${six('ok')} ok ok`,
  'stream.start': 'STREAM_CLOSED ok ok ok ok ok STREAM_CLOSED STREAM_CLOSED',
  'stream.stop': `${six('ok')} ok ok`,
  'stream.close': `${six('ok')} ok ok`,
  'stream.output.write': 'STREAM_CLOSED ok ok ok ok ok STREAM_CLOSED STREAM_CLOSED',
  'stream.output.abort': `${six('ok')} ok ok`,
  'stream.input.tryRead': `${six('ok')} ok ok`,
  'stream.readable': `${six('ok')} ok ok`,
  'stream.writable': `${six('ok')} ok ok`,
  'stream.stats': `${six('ok')} ok ok`,
  'stream.latency': `${six('ok')} ok ok`,
  'stream.ring': `${six('ok')} ok ok`,
};

async function outcomeOf(method: Method, scene: Scene): Promise<string> {
  try {
    await methods[method](scene);
    return 'ok';
  } catch (error) {
    if (!(error instanceof BufferSwitchError)) throw error;
    return error.code;
  }
}

describe.each(order)('%s', (situation) => {
  test.concurrent.each(Object.keys(methods) as Method[])('%s', async (method) => {
    const scene = await situations[situation]();
    scene.pending?.catch(() => {}); // what the method does may end it
    const outcome = await outcomeOf(method, scene);
    await scene.pending?.catch(() => {});
    await scene.device.close();
    expect(scene.device.state).toBe('closed');
    expect(outcome).toBe(table[method].split(' ')[order.indexOf(situation)]);
  });
});
