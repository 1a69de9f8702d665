// Recordings from a virtual driver, whose buffers are switched by the test: what is in the file is what was fed.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { openDevice } from 'bufferswitch';
import { createVirtualDriver } from 'bufferswitch/testing';
import { record } from '../record.js';
import { readFile, samples } from './samples.js';

const limit = { timeout: 30_000 };
const buffer = 256;

/** An interface with four inputs that hear `frames` frames of samples, and a place for a file. */
async function setUp(t, { type = 'int32lsb24', frames = 0, size = buffer, shape } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'recorder-'));
  const driver = createVirtualDriver({
    inputs: 4,
    type,
    rate: 48000,
    preferredBuffer: size,
    cable: 'open',
    feedFrames: Math.max(size, frames),
  });
  if (frames > 0) driver.feed([0, 1, 2, 3].map(shape));
  const device = await openDevice(driver.id);
  t.after(async () => {
    await device.close();
    driver.dispose();
    rmSync(folder, { recursive: true });
  });
  return { driver, device, path: join(folder, 'take.wav') };
}

/** Begins to record, and gives back what ends it. */
async function begin(device, path, options) {
  const ending = new AbortController();
  const done = record(device, path, { channels: [0, 1], signal: ending.signal, ...options });
  while (device.stream?.state !== 'running') await Promise.race([setImmediate(), done]);
  return async () => {
    ending.abort();
    return await done;
  };
}

/** In the type of the driver, 24 bits are in the lower ones; in the file's array they are left-justified. */
const inDriver = (frames) => (channel) => samples(frames, channel).map((sample) => sample >> 8);

test('the chosen channels are in the file, every sample', limit, async (t) => {
  const frames = 40 * buffer;
  const { driver, device, path } = await setUp(t, { frames, shape: inDriver(frames) });
  const end = await begin(device, path, { channels: [3, 1] });
  await driver.step(40);
  assert.deepEqual(await end(), { frames, lostFrames: 0, overloads: 0 });
  const file = await readFile(path);
  assert.equal(file.format.encoding, 'int24');
  assert.deepEqual(file.channels, [samples(frames, 3), samples(frames, 1)]);
});

test('it begins with the first sample that is louder than the level', limit, async (t) => {
  const frames = 8 * buffer;
  const loud = 3 * buffer + 17;
  const shape = () =>
    new Int16Array(frames).map((_, frame) => (frame < loud ? 3276 : frame === loud ? -3280 : 5));
  const { driver, device, path } = await setUp(t, { type: 'int16lsb', frames, shape });
  const end = await begin(device, path, { channels: [0], startLevel: -20 }); // a tenth: 3276.8
  await driver.step(8);
  assert.equal((await end()).frames, frames - loud);
  const { format, channels } = await readFile(path);
  assert.equal(format.encoding, 'int16');
  assert.deepEqual([...channels[0].subarray(0, 3)], [-3280 << 16, 5 << 16, 5 << 16]);
});

test('where nothing is loud enough there is no file', limit, async (t) => {
  const { driver, device, path } = await setUp(t);
  const end = await begin(device, path, { startLevel: -90 });
  await driver.step(5);
  assert.deepEqual(await end(), { frames: 0, lostFrames: 0, overloads: 0 });
  assert.equal(existsSync(path), false);
});

test('an overload is reported with its frame', limit, async (t) => {
  const { driver, device, path } = await setUp(t);
  const reports = [];
  const end = await begin(device, path, { report: (trouble) => reports.push(trouble) });
  driver.inject('overload', { at: 2 * buffer });
  await driver.step(4);
  assert.equal((await end()).overloads, 1);
  assert.deepEqual(reports, [{ kind: 'overload', frame: 2 * buffer }]);
});

const large = 1024;

/** Buffers come and nothing is read meanwhile, as when a program is busy: until more of them came than the ring holds. */
function overrun(driver, device) {
  const buffers = 600;
  const stepped = driver.step(buffers);
  const deadline = performance.now() + 20_000;
  while (device.stream.stats.position < buffers * large) assert.ok(performance.now() < deadline);
  assert.ok(device.stream.stats.overruns > 0);
  return stepped;
}

for (const { when, after } of [
  { when: 'in the middle', after: 10 },
  { when: 'at the end', after: 0 },
]) {
  test(`what was lost ${when} is silence and reported, and the rest is in its place`, limit, async (t) => {
    const frames = (600 + after) * large;
    const expected = Int32Array.from({ length: frames }, (_, frame) => frame + 1);
    const shape = () => expected;
    const { driver, device, path } = await setUp(t, { type: 'int32lsb', frames, shape, size: large });
    const reports = [];
    const end = await begin(device, path, { channels: [0], report: (trouble) => reports.push(trouble) });
    const stepped = overrun(driver, device);
    if (after > 0) {
      await stepped;
      while (device.stream.input.queued > 0) await setImmediate();
      await driver.step(after);
    }
    const { lostFrames, ...result } = await end();
    assert.deepEqual(result, { frames, overloads: 0 });
    const [lost, ...more] = reports;
    assert.deepEqual(more, []);
    assert.deepEqual(lost, { kind: 'lost', frame: lost.frame, frames: lostFrames });
    if (after === 0) assert.equal(lost.frame + lostFrames, frames);
    expected.fill(0, lost.frame, lost.frame + lostFrames);
    assert.deepEqual((await readFile(path)).channels[0], expected);
  });
}

test('a file that exists stays, and the device is free', limit, async (t) => {
  const { device, path } = await setUp(t);
  writeFileSync(path, 'mine');
  const options = { channels: [0], signal: new AbortController().signal };
  await assert.rejects(record(device, path, options), { code: 'EEXIST' });
  await assert.rejects(record(device, `${path}2`, { ...options, channels: [4] }), RangeError);
  assert.equal(existsSync(`${path}2`), false);
  assert.equal(device.stream, undefined);
});
