// The levels of known signals, alone and from a device.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDevice } from 'bufferswitch';
import { createVirtualDriver } from 'bufferswitch/testing';
import { Levels } from '../levels.js';
import { meter } from '../meter.js';

const rate = 48000;
const sine = (level, frames) =>
  Float32Array.from({ length: frames }, (_, n) => level * Math.sin((2 * Math.PI * 1000 * n) / rate));

function near(value, expected) {
  assert.ok(Math.abs(value - expected) < 0.001, `${value} instead of ${expected}`);
}

test('sine, square and silence', () => {
  const levels = new Levels(3);
  const square = Float32Array.from({ length: rate }, (_, n) => (n % 96 < 48 ? 0.1 : -0.1));
  levels.add([sine(1, rate), square, new Float32Array(rate)], 0, rate);
  const [first, second, third] = levels.take();
  near(first.peak, 0);
  near(first.rms, -3.0103);
  near(second.peak, -20);
  near(second.rms, -20);
  assert.deepEqual(third, { peak: -Infinity, rms: -Infinity });
  levels.add([sine(0.5, 480), square, square], 0, 480);
  near(levels.take()[0].peak, -6.0206); // begun anew
});

test('each interval has its own frames, wherever buffers begin', { timeout: 30_000 }, async (t) => {
  const driver = createVirtualDriver({
    inputs: 3,
    type: 'float32lsb',
    rate,
    preferredBuffer: 64,
    cable: 'open',
  });
  const device = await openDevice(driver.id);
  t.after(async () => {
    await device.close();
    driver.dispose();
  });
  // A hundredth of a second each, which is no whole number of buffers.
  const steps = Float32Array.from({ length: 480 * 4 }, (_, n) => 10 ** -(1 + Math.floor(n / 480)));
  driver.feed([sine(0.5, steps.length), null, steps]);
  const shown = [];
  const ending = new AbortController();
  const done = meter(device, {
    inputs: [2, 0],
    seconds: 0.01,
    signal: ending.signal,
    show(levels, frame) {
      shown.push({ levels, frame });
      if (shown.length === 4) ending.abort();
    },
  });
  while (device.stream?.state !== 'running') await Promise.race([new Promise(setImmediate), done]);
  await driver.step(30); // 1920 frames
  await done;
  assert.deepEqual(
    shown.map(({ frame }) => frame),
    [480, 960, 1440, 1920],
  );
  for (const [index, { levels }] of shown.entries()) {
    near(levels[0].peak, -20 * (index + 1));
    near(levels[0].rms, -20 * (index + 1));
    near(levels[1].peak, -6.0206);
    near(levels[1].rms, -9.0309);
  }
  assert.equal(device.stream, undefined);
});
