// What the program does to sound. An installed instance is a cable between programs: input n of each hears what all of
// them play on output n, after a fixed delay. So this test plays noise, and hears what the program makes of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDevice } from 'bufferswitch';
import { install } from './instances.mjs';
import { startPad } from './program.mjs';

const limit = { timeout: 60_000 };
const playing = 'pad: playing at 48000 Hz';

/** Noise of full scale, always the same: Marsaglia's xorshift. */
function noise(frames) {
  let state = 1;
  return Int32Array.from({ length: frames }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  });
}

/** Plays `samples` on output 1; what has arrived at input 2 by the time that `frames` are there. */
async function playAndRecord(stream, samples, frames) {
  const recorded = new Int32Array(frames);
  await stream.output.write([samples, new Int32Array(samples.length)]);
  void stream.output.drain(); // silence is meant to follow
  await stream.start();
  for await (const block of stream.input) {
    recorded.set(block.channels[1].subarray(0, frames - block.position), block.position);
    if (block.position + block.frames >= frames) break;
  }
  return recorded;
}

/** Every sample has to come back with half the level, and when the cable says: the program adds no delay of its own. */
async function checkSound(t, driver, seconds) {
  const device = await openDevice(driver);
  t.after(() => device.close());
  // Deep enough for all of it, so that nothing in here has to be in time.
  const stream = await device.openStream({ format: 'int32', depth: { seconds: seconds + 1 } });
  const thereAndBack = 2 * (stream.latencies.input + stream.latencies.output);
  const played = noise(seconds * stream.sampleRate);
  const expected = new Int32Array(thereAndBack + played.length);
  expected.set(
    played.map((sample) => sample >> 1),
    thereAndBack,
  );
  const recorded = await playAndRecord(stream, played, expected.length);
  const wrong = expected.findIndex((sample, frame) => sample !== recorded[frame]);
  assert.equal(wrong, -1, `frame ${wrong} is ${recorded[wrong]} instead of ${expected[wrong]}`);
}

test('plays input 1 on output 2 with half the level, sample for sample', limit, async (t) => {
  const driver = install();
  const pad = startPad(t, driver);
  assert.equal(await pad.line(), playing);
  await checkSound(t, driver, 3);
  pad.end();
  assert.deepEqual(await pad.outcome(), { code: 0, stderr: '' });
});

test('opens a driver again that wants a reset, and plays as before', limit, async (t) => {
  const cable = `cable=Test ${process.pid}`; // one for both: only the program's driver wants a reset, and plays noise until then
  const pad = startPad(t, install(`${cable};personality=reset-or-noise`));
  assert.equal(await pad.line(), playing);
  assert.equal(await pad.line(), 'pad: the driver wants a reset');
  assert.equal(await pad.line(), playing);
  await checkSound(t, install(cable, 'listener'), 1);
  pad.end();
  assert.deepEqual(await pad.outcome(), { code: 0, stderr: '' });
});
