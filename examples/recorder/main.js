import { parseArgs } from 'node:util';
import { openDevice } from 'bufferswitch';
import { record } from './record.js';

const usage = 'node main.js take.wav --driver NAME [--channels 0,1] [--rate HZ] [--start-level DB]';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    driver: { type: 'string', default: 'built-in:loopback' },
    channels: { type: 'string', default: '0,1' },
    rate: { type: 'string' },
    'start-level': { type: 'string' },
  },
});
const [path] = positionals;
const channels = values.channels.split(',').map(Number);
const startLevel = values['start-level'] === undefined ? null : Number(values['start-level']);
if (path === undefined || Number.isNaN(startLevel)) {
  console.error(usage);
  process.exit(2);
}

// The first Ctrl+C ends the take and the program finishes the file; the second one ends the program.
const ending = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => ending.abort());

function report({ kind, frame, frames }) {
  if (kind === 'overload')
    console.error(`overload at frame ${frame}: the driver says the computer was too slow`);
  else console.error(`${frames} frames lost at frame ${frame}: the disk was too slow; they are silence`);
}

async function run(device) {
  const { name, sampleRate } = device;
  const what = startLevel === null ? 'recording' : `waiting for ${startLevel} dBFS`;
  console.error(`${name}: ${what} at ${sampleRate} Hz, until Ctrl+C`);
  const options = { channels, startLevel, signal: ending.signal, report };
  const { frames, lostFrames, overloads } = await record(device, path, options);
  if (frames === 0) return console.log('nothing was loud enough, and there is no file');
  const seconds = (frames / sampleRate).toFixed(1);
  console.log(`${path}: ${seconds} s, ${frames} frames, ${lostFrames} lost, ${overloads} overloads`);
  if (lostFrames > 0) process.exitCode = 1;
}

let device;
try {
  const sampleRate = values.rate === undefined ? 'keep' : Number(values.rate);
  device = await openDevice(values.driver, { sampleRate });
  await run(device);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await device?.close();
}
