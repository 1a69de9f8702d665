// The program as it is, on a virtual driver: this test says when buffers are switched, feeds the input, and compares what
// was played with what the effect makes of the same samples by itself.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { createVirtualDriver } from 'bufferswitch/testing';
import { startEcho } from '../src/app.js';
import { createEcho } from '../src/echo.js';
import { noise } from './noise.js';
import { step } from './step.js';

const limit = { timeout: 30_000 };
const settings = { seconds: 0.01, feedback: 0.5 };

function plugIn(t, options) {
  const driver = createVirtualDriver({
    inputs: 1,
    outputs: 1,
    type: 'float32lsb',
    cable: 'open',
    ...options,
  });
  t.after(() => driver.dispose());
  return driver;
}

async function start(t, driver, options) {
  const device = await startEcho(driver.id, { ...settings, ...options });
  t.after(() => device.close());
  return device;
}

/** What the echo makes of it, computed at once. */
function offline(input, sampleRate) {
  const output = new Float32Array(input.length);
  createEcho({ sampleRate, ...settings })(input, output);
  return output;
}

/** Of a program that is right all of it is silence, up to `expected`. */
function comparePlayed(driver, expected) {
  const [played] = driver.captured().samples;
  const first = played.findIndex((sample) => sample !== 0);
  const there = played.subarray(first, first + expected.length);
  const wrong = expected.findIndex((sample, frame) => sample !== there[frame]);
  assert.equal(wrong, -1, `frame ${wrong} is ${there[wrong]} instead of ${expected[wrong]}`);
}

for (const bufferSize of [32, 64, 500]) {
  test(`every sample is played with its echo, in buffers of ${bufferSize}`, limit, async (t) => {
    const driver = plugIn(t, { rate: 48000, minBuffer: 16 });
    const { stream } = await start(t, driver, { bufferSize });
    const input = noise(4000);
    driver.feed([input]);
    await step(driver, stream, Math.ceil(12_000 / bufferSize));
    const withTail = new Float32Array(10_000);
    withTail.set(input);
    comparePlayed(driver, offline(withTail, 48000));
    assert.equal(stream.stats.missed, 0);
  });
}

test('the echo is as long as before when the driver has another rate', limit, async (t) => {
  const driver = plugIn(t, { rate: 48000, rates: [48000, 96000] });
  const device = await start(t, driver, { bufferSize: 64 });
  await step(driver, device.stream, 3);
  await device.setSampleRate(96000);
  const input = noise(3000);
  driver.feed([input]);
  await step(driver, device.stream, 100);
  comparePlayed(driver, offline(input, 96000));
});

/** What a driver says right after its start is not believed, so it says it until it is. */
async function wantReset(driver, device) {
  let isHeard = false;
  device.once('resetRequest', () => {
    isHeard = true;
  });
  while (!isHeard) {
    driver.inject('reset');
    await driver.step(1).catch((error) => {
      if (error.code !== 'INVALID_STATE') throw error; // it is being opened again already
    });
  }
}

test('it plays on when the driver wanted to be opened again', limit, async (t) => {
  const driver = plugIn(t, { rate: 48000 });
  const device = await start(t, driver, { bufferSize: 64 });
  const reset = once(device, 'reset');
  await wantReset(driver, device);
  await reset;
  const input = noise(3000);
  driver.feed([input]);
  await step(driver, device.stream, 100);
  comparePlayed(driver, offline(input, 48000));
});

test('what the driver refuses is an error, and the driver is free again', limit, async (t) => {
  const driver = plugIn(t, { rate: 44100, rates: [44100], minBuffer: 64, granularity: -1 });
  await assert.rejects(startEcho(driver.id, { sampleRate: 48000 }), { code: 'SAMPLE_RATE_REFUSED' });
  await assert.rejects(startEcho(driver.id, { bufferSize: 100 }), { code: 'BUFFER_SIZE_REFUSED' });
  assert.equal(driver.calls().at(-1).name, 'release');
  const device = await start(t, driver, { sampleRate: 44100 });
  assert.equal(device.sampleRate, 44100);
});
