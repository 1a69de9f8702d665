// A random walk over personalities of the virtual driver, methods of its device and stream, and buffer switches. Whatever
// comes, a call ends, with a result or with an error of the library's, and every frame is accounted for. Arguments: how
// many steps, and the seed; the same ones walk the same way. What goes wrong is the last line, and the exit code.
import { BufferSwitchError, openDevice } from '../../dist/index.js';
import { native } from '../../dist/native.js';
import { Lost, must, Reader } from './walk-reader.mjs';
import { xorshift } from './xorshift.mjs';

const steps = Number(process.argv[2]);
const seed = Number(process.argv[3]);
const random = xorshift(seed);
/** Longer than the time limit of the devices, whatever else the machine does. */
const deadlineMs = 60_000;
const timeLimit = 20_000;
const gain = new URL('../processors/gain.mjs', import.meta.url);

const pick = (items) => items[random(items.length)];

/** Those that end the process, and those that keep a thread for ever. */
const deadly = /-(hangs|exits|crashes|throws)$/;
/** Those that take a second or more for what others do at once, or keep to the clock: one device in so many. */
const slow =
  /-slow$|^(init-claims|steinberg-generic|msuac2|rate-never|rate-after-.*|rate-settles|busy-after-release)$/;
const slowEvery = 60;
const isSlow = ({ name, settings }) => slow.test(name) || settings.includes('clock=');
const alive = native.personalities.filter(({ name }) => !deadly.test(name));
const quickOnes = alive.filter((personality) => !isSlow(personality));
const slowOnes = alive.filter(isSlow);

/** What `work` comes to: a result, or an error that the library means. */
async function outcome(what, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Lost(`${what} does not end`)), deadlineMs);
  });
  try {
    return await Promise.race([work(), late]);
  } catch (error) {
    const isMeant =
      error instanceof BufferSwitchError || error instanceof RangeError || error.name === 'TimeoutError';
    if (!isMeant) throw error;
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

let step = 0;
const counts = {};

async function walkOnOneDevice(number) {
  const { name: personality, settings: own } = pick(random(slowEvery) === 0 ? slowOnes : quickOnes);
  const isStepped = !own.includes('clock=');
  const settings = { personality, inputs: 4, outputs: 4, ...(isStepped && { clock: 'step' }) };
  const id = `built-in:loopback:walk-${number}`;
  const device = await outcome(`open ${personality}`, () =>
    openDevice(id, { settings, timeLimit, onReset: pick(['reopen', 'manual']) }),
  );
  if (process.env.WALK_TRACE) console.log(number, personality, device?.name); // a crash leaves no other trace
  if (device === undefined) return;
  device.on('close', () => {}); // what ends it by itself is no uncaught exception
  let stream;
  let reader;
  const actions = {
    open: async () => {
      if (stream !== undefined && stream.state !== 'closed') return;
      const options = {
        format: pick(['int16', 'float32', 'int32']),
        bufferSize: pick([undefined, undefined, 256, 64]),
      };
      stream = await device.openStream(
        Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
      );
      reader = new Reader(stream, isStepped);
      stream.on('close', () => {});
    },
    start: async () => stream?.start(),
    stop: async () => stream?.stop(),
    switches: async () => {
      for (let i = 0; i < 4; i++) {
        if (isStepped) await device.step(1 + random(8));
        else await new Promise((resolve) => setTimeout(resolve, random(30)));
        // One reader at a time, or blocks are noted in another order than they came.
        while (reader?.reading !== undefined) await reader.reading;
        reader?.read();
      }
    },
    read: async () => {
      if (stream === undefined || stream.inputs.length === 0 || reader.reading !== undefined) return;
      const by = reader;
      const noted = stream.input
        .read({ signal: AbortSignal.timeout(random(30)) })
        .then((block) => by.note(block));
      by.reading = noted
        .catch(() => {})
        .then(() => {
          by.reading = undefined;
        });
      await noted;
    },
    streams: async () => {
      stream?.readable.destroy();
      stream?.writable.destroy();
    },
    processor: async () => {
      if (stream !== undefined && stream.state !== 'closed') return;
      const mode = pick(['pipelined', 'in-step']);
      const processor = await device.openProcessor(gain, { mode, parameters: { gain: 1 } });
      processor.on('close', () => {});
      await processor.start();
      if (isStepped) await device.step(1 + random(20));
      processor.parameters.gain = 0.5;
      if (random(2) === 0) await device.reset();
      await processor.close();
    },
    write: async () => {
      if (stream === undefined || stream.output.queuedFrames > 4096) return;
      const length = 1 + random(600);
      const array = { int16: Int16Array, float32: Float32Array, int32: Int32Array }[stream.format];
      await stream.output.write(
        stream.outputs.map(() => new array(length)),
        { signal: AbortSignal.timeout(50) },
      );
    },
    abort: async () => stream?.output.abort(),
    rate: () => device.setSampleRate(pick([44100, 48000, 96000, 12345])),
    clock: () => device.setClockSource(random(4)),
    format: () => device.setIoFormat(pick(['pcm', 'dsd'])),
    panel: () => device.openControlPanel(),
    gain: () => device.controls.setInputGain(random(5), random(3) / 2),
    monitor: () => device.controls.setInputMonitor({ input: random(6) - 1, enabled: random(2) === 0 }),
    meter: () => device.controls.outputMeter(random(5)),
    transport: () =>
      device.controls.transport({ command: pick(['start', 'stop', 'locate']), position: random(99) }),
    timeCode: () => device.controls.setTimeCode(random(2) === 0),
    reset: () => device.reset(),
    ask: () => device.supportedSampleRates(),
    look: async () => {
      if (stream !== undefined) {
        must(stream.stats.position >= 0, 'a negative position');
        must(stream.latency.roundTrip >= 0, 'a negative latency');
        must(stream.timeCode === null || stream.timeCode.position >= 0, 'a time code from before the stream');
        stream.unref();
        stream.ref();
      }
    },
    close: async () => {
      await stream?.close();
      stream = undefined;
    },
  };
  const often = ['switches', 'switches', 'switches', 'write', 'write', 'start', 'open', 'look'];
  const names = [...Object.keys(actions), ...often, ...often];
  const length = 10 + random(60);
  const trail = [];
  try {
    for (let i = 0; i < length && step < steps; i++, step++) {
      const name = pick(names);
      trail.push(name);
      counts[name] = (counts[name] ?? 0) + 1;
      const work = outcome(`${name} of ${personality}`, actions[name]);
      if (random(8) > 0)
        await work; // else it goes on beside the next
      else work.catch((error) => fail(error, personality, trail));
    }
    await outcome('stop', async () => stream?.stop());
    while (reader?.reading !== undefined) await reader.reading;
    if (stream !== undefined && stream.state !== 'closed') reader?.check();
    await outcome(`close of ${personality}`, () => device.close());
    must(device.state === 'closed', 'a device that is not closed');
  } catch (error) {
    fail(error, personality, trail);
  }
}

function fail(error, personality, trail) {
  console.log(JSON.stringify({ seed, step, personality, trail, error: String(error?.stack ?? error) }));
  process.exit(1);
}

process.on('uncaughtException', (error) => fail(error, 'uncaught', []));

const begin = performance.now();
const points = 20;
const curve = [];
for (let number = 0; step < steps; number++) {
  await walkOnOneDevice(number);
  if (step < ((curve.length + 1) * steps) / points) continue;
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  curve.push([step, ...[rss, heapUsed, external].map((bytes) => Math.round(bytes / 2 ** 20))]);
}
if (process.env.WALK_CURVE) {
  for (const [at, rss, heap, external] of curve)
    console.log(`${at} steps: ${rss} MB resident, ${heap} MB heap, ${external} MB beside it`);
}
console.log(JSON.stringify({ steps, seed, seconds: Math.round((performance.now() - begin) / 1000), counts }));
process.exit(0);
