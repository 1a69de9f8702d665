// What the check of the WASAPI driver runs in the Node of Windows: opens the audio devices that Wine shows and plays or records.
// `child.mjs <task> <folder>`; what came of it is written to <folder>/result.json, and it ends with 0.
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listDrivers, openDevice } from '../../dist/index.js';

const [task, folder] = process.argv.slice(2);

const devices = () => listDrivers().filter(({ kind }) => kind === 'wasapi');
const device = (part) => {
  const found = devices().find(({ id }) => id.startsWith(`wasapi:${part}-`));
  if (found === undefined) throw new Error(`There is no device ${part}: ${JSON.stringify(listDrivers())}`);
  return found;
};

const pair = () => `${device('out').id}+${device('in').id.slice('wasapi:'.length)}`;

/** What the script has left for this task. */
const given = () => JSON.parse(readFileSync(join(folder, 'task.json'), 'utf8'));

/** An open device whose overloads are counted. */
async function openCounted(id, { type, settings }) {
  const opened = await openDevice(id, {
    settings: { ...(type !== undefined && { type }), ...settings },
    onReset: 'manual',
  });
  const counts = { overloads: 0 };
  opened.on('overload', () => counts.overloads++);
  return { opened, counts };
}

/** A stream of interleaved frames in the device's own format, or in one that is converted to it. */
async function startStream(opened, { bufferSize, format = 'native' }, options) {
  const stream = await opened.openStream({ format, layout: 'interleaved', bufferSize, ...options });
  await stream.start();
  return stream;
}

async function open(id, task, options) {
  const { opened, counts } = await openCounted(id, task);
  return { opened, counts, stream: await startStream(opened, task, options) };
}

const arrays = { native: Uint8Array, int16: Int16Array, int24: Uint8Array, int32: Int32Array };

/** Plays a file, a buffer's worth at a time. */
async function writeAll(stream, file, { bufferSize, frameBytes, format = 'native' }) {
  const bytes = readFileSync(join(folder, file));
  const blockBytes = bufferSize * frameBytes;
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const { buffer } = new Uint8Array(bytes.subarray(at, at + blockBytes));
    await stream.output.write(new arrays[format](buffer));
  }
  await stream.output.drain();
}

/** Tells the script something, and waits for its answer. */
async function ask(name) {
  writeFileSync(join(folder, name), '');
  const end = Date.now() + 60_000;
  while (!existsSync(join(folder, `${name}.answer`))) {
    if (Date.now() > end) throw new Error(`In vain for a minute: an answer to ${name}`);
    await sleep(20);
  }
}

const tasks = {
  list: () => ({ drivers: listDrivers() }),

  /** The reason for which a device is refused. */
  async refusal() {
    try {
      const opened = await openDevice(device('out').id);
      await opened.close();
      return { message: null };
    } catch (error) {
      return { code: error.code, message: error.message };
    }
  },

  async play() {
    const task = given();
    const { opened, stream, counts } = await open(device('out').id, task, { inputs: [] });
    await writeAll(stream, 'play.raw', task);
    await opened.close();
    return counts;
  },

  /** Through the system's mixer. */
  async share() {
    const task = given();
    const { opened, stream, counts } = await open(`${device('out').id}:shared`, task, { inputs: [] });
    await writeAll(stream, 'play.raw', task);
    const { shared, name, driver } = opened;
    const sampleTypes = opened.outputs.map((channel) => channel.sampleType);
    await opened.close();
    return { ...counts, shared, name, sampleTypes, driver, fidelity: stream.fidelity.output };
  },

  /** One device at one rate after the other. */
  async rates() {
    const task = given();
    const { opened, counts } = await openCounted(device('out').id, task);
    for (const [index, rate] of task.rates.entries()) {
      await ask(`rate-${index}`);
      await opened.setSampleRate(rate);
      const stream = await startStream(opened, task, { inputs: [] });
      await writeAll(stream, `play-${index}.raw`, task);
      await stream.close();
    }
    await opened.close();
    return counts;
  },

  /** Plays and records at once, by one driver. */
  async duplex() {
    const task = given();
    const { opened, stream, counts } = await open(pair(), task, {});
    const heard = [];
    const reading = (async () => {
      for await (const block of stream.input) heard.push(Buffer.from(block.interleaved));
    })();
    await writeAll(stream, 'play.raw', task);
    await stream.stop();
    await reading;
    const report = await opened.controls.report();
    await opened.close();
    writeFileSync(join(folder, 'heard.raw'), Buffer.concat(heard));
    return { ...counts, report };
  },

  /** What a resampled capture says of itself. */
  async resampled() {
    const task = given();
    const settings = { capture: 'resampled' };
    const { opened, stream } = await open('wasapi:out-default+in-default', { ...task, settings }, {});
    while (stream.stats.position < 24_000) await sleep(20);
    const { fidelity } = stream;
    const { pair } = await opened.controls.report();
    await opened.close();
    return { fidelity, pair };
  },

  /** The audio server goes away meanwhile: the driver says so and goes on. When there is another one it plays again. */
  async survive() {
    const task = given();
    const { opened, stream, counts } = await open(device('out').id, task, { inputs: [] });
    const asked = once(opened, 'resetRequest', { signal: AbortSignal.timeout(60_000) });
    await ask('end');
    const [fault] = await asked;
    const { fault: reported } = await opened.controls.report();
    if (fault !== opened.fault || fault !== reported)
      throw new Error(`${fault}, ${opened.fault}, ${reported}`);
    const { position } = stream.stats;
    while (stream.stats.position < position + 48_000) await sleep(20);
    const goesOn = stream.state;
    await stream.stop();
    const again = await stream.start().then(
      () => null,
      (error) => error.message,
    );
    await stream.close();
    await ask('begin');
    const other = await startStream(opened, task, { inputs: [] });
    await writeAll(other, 'play.raw', task);
    await opened.close();
    return { ...counts, goesOn, again, fault };
  },
};

const result = await tasks[task]();
writeFileSync(
  join(folder, 'result.json'),
  JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
);
