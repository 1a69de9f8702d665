import { parseArgs } from 'node:util';
import { openDevice } from 'bufferswitch';
import { meter } from './meter.js';
import { Screen } from './screen.js';

const { values } = parseArgs({
  options: {
    driver: { type: 'string', default: 'built-in:loopback' },
    inputs: { type: 'string' },
    interval: { type: 'string', default: '0.1' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.interval);
if (!(seconds > 0) || !(values.json || process.stdout.isTTY)) {
  console.error(
    'node main.js [--driver NAME] [--inputs 0,1] [--interval SECONDS]: in a terminal, or with --json',
  );
  process.exit(2);
}

/** A line for each interval. JSON has no infinity: silence is null. */
function jsonPrinter(inputs, sampleRate) {
  const number = (level) => (level === -Infinity ? null : Number(level.toFixed(2)));
  return (levels, frame) => {
    const channels = levels.map(({ peak, rms }, n) => ({
      input: inputs[n],
      peak: number(peak),
      rms: number(rms),
    }));
    process.stdout.write(`${JSON.stringify({ seconds: frame / sampleRate, channels })}\n`);
  };
}

const ending = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => ending.abort());

let device;
let screen;
try {
  device = await openDevice(values.driver);
  const inputs = values.inputs?.split(',').map(Number) ?? device.inputs.map(({ index }) => index);
  let show;
  if (values.json) show = jsonPrinter(inputs, device.sampleRate);
  else {
    const names = inputs.map((input) => `${input} ${device.inputs[input]?.name ?? ''}`);
    screen = new Screen(process.stdout, `${device.name}, ${device.sampleRate} Hz`, names);
    show = (levels) => screen.show(levels);
  }
  await meter(device, { inputs, seconds, signal: ending.signal, show });
} catch (error) {
  screen?.close();
  screen = undefined;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  screen?.close();
  await device?.close();
}
