// What the check of the WASAPI driver runs in the Node of Windows: opens the audio devices that Wine shows and plays or records.
// `child.mjs <task> <folder>`; what came of it is written to <folder>/result.json, and it ends with 0.
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
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

/** An open device whose overloads are counted, and a stream of interleaved frames in the device's own format. */
async function open(id, { type, bufferSize }, options) {
  const opened = await openDevice(id, { settings: { type }, onReset: 'manual' });
  const counts = { overloads: 0 };
  opened.on('overload', () => counts.overloads++);
  const stream = await opened.openStream({ format: 'native', layout: 'interleaved', bufferSize, ...options });
  await stream.start();
  return { opened, stream, counts };
}

async function writeAll(stream, file, blockBytes) {
  const bytes = readFileSync(file);
  for (let at = 0; at < bytes.length; at += blockBytes)
    await stream.output.write(new Uint8Array(bytes.subarray(at, at + blockBytes)));
  await stream.output.drain();
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
    await writeAll(stream, join(folder, 'play.raw'), task.bufferSize * task.frameBytes);
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
    await writeAll(stream, join(folder, 'play.raw'), task.bufferSize * task.frameBytes);
    await stream.stop();
    await reading;
    await opened.close();
    writeFileSync(join(folder, 'heard.raw'), Buffer.concat(heard));
    return counts;
  },

  /** The audio server goes away meanwhile: the driver says so and goes on. */
  async survive() {
    const { opened, stream } = await open(device('out').id, given(), { inputs: [] });
    const asked = once(opened, 'resetRequest', { signal: AbortSignal.timeout(60_000) });
    writeFileSync(join(folder, 'running'), '');
    await asked;
    const { position } = stream.stats;
    while (stream.stats.position < position + 48_000) await sleep(20);
    const goesOn = stream.state;
    await stream.stop();
    const again = await stream.start().then(
      () => null,
      (error) => error.message,
    );
    await opened.close();
    return { goesOn, again };
  },
};

const result = await tasks[task]();
writeFileSync(
  join(folder, 'result.json'),
  JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
);
