// Devices in the situations that the table is about. Plain JavaScript, as programs that end in them run it as well.
import { once } from 'node:events';
import { threadId } from 'node:worker_threads';
import { openDevice } from '../../dist/index.js';

/**
 * @typedef {object} Scene A device in some situation.
 * @property {string} id by which the device was opened
 * @property {import('../../dist/index.js').Device} device
 * @property {import('../../dist/index.js').Stream} stream may be on its way
 * @property {import('../../dist/index.js').Processor} processor of scenes of that kind
 * @property {Promise<unknown>} [pending] what was begun for the situation and ends by itself
 */

/** @typedef {'stream' | 'processor' | 'dsd'} Kind What the device carries. */

const gain = new URL('../processors/gain.mjs', import.meta.url);

const attach = {
  stream: async (device) => ({ stream: await device.openStream({ format: 'int16' }) }),
  processor: async (device) => {
    const processor = await device.openProcessor(gain, { parameters: { gain: 1 } });
    return { processor, stream: processor.stream };
  },
  dsd: async (device) => {
    await device.setIoFormat('dsd');
    return { stream: await device.openStream({ format: 'dsd-msb' }) };
  },
};

let count = 0;

async function prepared(kind, settings, options) {
  count++;
  const id = `built-in:loopback:situation-${process.pid}-${threadId}-${count}`;
  const device = await openDevice(id, {
    settings: { inputs: 2, outputs: 2, clock: 'step', ...settings },
    ...options,
  });
  return { id, device, ...(await attach[kind](device)) };
}

/** Two channels of an interface that has everything. */
const interfaceWithAll = { personality: 'rme-like' };

async function running(kind, settings = interfaceWithAll, options = {}) {
  const scene = await prepared(kind, settings, options);
  await scene.stream.start();
  return scene;
}

/** Until a wish of the driver's to be reset is no longer taken for an echo of what was done to it last. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 300));

/**
 * How each situation is approached, which takes its time, and what begins it. What is begun and not waited for ends by
 * itself.
 * @type {Record<string, {
 *   approach: (kind: Kind) => Promise<Scene>,
 *   begin?: (scene: Scene) => Promise<unknown>,
 *   isPassing?: true,
 * }>}
 */
const scenes = {
  opening: {
    approach: async (kind) => {
      const scene = await prepared(kind, interfaceWithAll);
      await (scene.processor ?? scene.stream).close();
      return scene;
    },
    begin: ({ device }) => device.openStream().then((opened) => opened.close()),
    isPassing: true,
  },
  prepared: { approach: (kind) => prepared(kind, interfaceWithAll) },
  running: { approach: (kind) => running(kind) },
  restarting: { approach: (kind) => running(kind), begin: ({ device }) => device.reset(), isPassing: true },
  'reset pending': {
    approach: async (kind) => {
      const scene = await running(kind, { personality: 'reset' });
      await settled();
      return scene;
    },
    begin: ({ device }) => device.step(30),
  },
  stalled: {
    approach: async (kind) => {
      const settings = { personality: 'stops-switching', clock: 'realtime' };
      const scene = await running(kind, settings, { onReset: 'manual' });
      await once(scene.device, 'stall');
      return scene;
    },
  },
  closing: { approach: (kind) => running(kind), begin: ({ device }) => device.close(), isPassing: true },
  closed: {
    approach: async (kind) => {
      const scene = await running(kind);
      await scene.device.close();
      return scene;
    },
  },
};

/** In the order of the table. */
export const situations = Object.keys(scenes);

/**
 * A device that only `begin` is missing for.
 * @param {string} situation
 * @param {Kind} [kind]
 */
export const approach = (situation, kind = 'stream') => scenes[situation].approach(kind);

/**
 * Begins the situation: now, and what has to be waited for until it is there comes back.
 * @param {string} situation
 * @param {Scene} scene
 */
export function begin(situation, scene) {
  const { begin: work, isPassing } = scenes[situation];
  const begun = work?.(scene);
  if (!isPassing) return begun;
  scene.pending = begun;
  begun.catch(() => {}); // what is called next may end it
  return undefined;
}

/**
 * @param {string} situation
 * @param {Kind} [kind]
 */
export async function enter(situation, kind) {
  const scene = await approach(situation, kind);
  await begin(situation, scene);
  return scene;
}
