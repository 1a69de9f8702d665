import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { knobs, readTurn } from './knobs.js';
import { openPedal } from './open-pedal.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    input: { type: 'string', default: '0' },
    outputs: { type: 'string' },
    buffer: { type: 'string' },
  },
});
const [driver = 'built-in:loopback'] = positionals;

/** The message says what is wrong and what is possible. */
function leave({ message }) {
  console.error(message);
  process.exit(1);
}

const { device, processor } = await openPedal(driver, {
  input: Number(values.input),
  outputs: values.outputs?.split(',').map(Number),
  bufferSize: values.buffer === undefined ? undefined : Number(values.buffer),
}).catch(leave);
processor.on('xrun', ({ missed }) => console.error(`missed ${missed} buffers so far: try a larger --buffer`));
await processor.start();

const milliseconds = (1000 * processor.latency.roundTrip) / processor.sampleRate;
console.log(
  `${device.name}: ${processor.bufferSize} frames, ${milliseconds.toFixed(1)} ms from input to output`,
);
for (const [name, { min, max, start }] of Object.entries(knobs)) {
  console.log(`  ${name} ${start}`.padEnd(18), `${min} to ${max}`);
}
console.log('Turn a knob by a line such as "drive 0.7"; Ctrl+C ends.');

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  try {
    const { name, value } = readTurn(line);
    processor.parameters[name] = value; // the very next buffer begins to glide there
  } catch (error) {
    console.error(error.message);
  }
});
device.once('close', () => lines.close());
process.once('SIGINT', () => device.close());
