// What the check of the WASAPI driver runs in the Node of Windows: opens the audio devices that Wine shows and plays or records.
// `child.mjs <task> <folder>`; what came of it is written to <folder>/result.json, and it ends with 0.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listDrivers, openDevice } from '../../dist/index.js';

const [task, folder] = process.argv.slice(2);

const devices = () => listDrivers().filter(({ kind }) => kind === 'wasapi');
const device = (part) => {
  const found = devices().find(({ id }) => id.startsWith(`wasapi:${part}-`));
  if (found === undefined) throw new Error(`There is no device ${part}: ${JSON.stringify(listDrivers())}`);
  return found;
};

/** A file of raw frames, as the native format has them for each channel. */
function* blocksOf(file, channels, sampleBytes, frames) {
  const bytes = readFileSync(file);
  const frameBytes = channels * sampleBytes;
  for (let at = 0; at < bytes.length; at += frames * frameBytes) {
    const count = Math.min(frames, (bytes.length - at) / frameBytes);
    yield Array.from({ length: channels }, (_, channel) => {
      const samples = new Uint8Array(count * sampleBytes);
      for (let i = 0; i < count; i++) {
        const from = at + i * frameBytes + channel * sampleBytes;
        samples.set(bytes.subarray(from, from + sampleBytes), i * sampleBytes);
      }
      return samples;
    });
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
    const { type, sampleBytes, bufferSize } = JSON.parse(readFileSync(join(folder, 'task.json'), 'utf8'));
    const opened = await openDevice(device('out').id, { settings: { type }, onReset: 'manual' });
    let overloads = 0;
    opened.on('overload', () => overloads++);
    const stream = await opened.openStream({ inputs: [], format: 'native', bufferSize });
    await stream.start();
    for (const block of blocksOf(join(folder, 'play.raw'), opened.outputs.length, sampleBytes, bufferSize))
      await stream.output.write(block);
    await stream.output.drain();
    const { stats } = stream;
    const types = opened.outputs.map(({ sampleType }) => sampleType);
    await opened.close();
    return { types, overloads, stats };
  },
};

const result = await tasks[task]();
writeFileSync(
  join(folder, 'result.json'),
  JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
);
