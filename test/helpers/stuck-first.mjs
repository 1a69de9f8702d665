/**
 * Opens a device that never comes back from a call, then the two drivers that it is told, and has both play; the first of
 * them never comes back from its call either.
 */
import assert from 'node:assert/strict';
import { openDevice } from '../../dist/index.js';

const [first, second] = process.argv.slice(2);

async function open(driver, personality) {
  return await openDevice(driver, { settings: { personality, clock: 'step' }, timeLimit: 20_000 });
}

async function plays(device) {
  const stream = await device.openStream({ bufferSize: 64 });
  await stream.start();
  await device.step(3);
  assert.equal((await stream.input.read()).frames, 64);
}

const gone = await open('built-in:loopback:gone', 'panel-hangs');
void gone.openControlPanel().catch(() => {});

const stuck = await open(first, 'panel-hangs');
await plays(stuck);
void stuck.openControlPanel().catch(() => {});

const device = await open(second, 'one-thread');
await plays(device);
await device.reset();
await device.close();
process.exit(0);
