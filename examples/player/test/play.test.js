// Files played on a virtual driver in step mode, which keeps what it gets: everything is queued before a buffer is played.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { openDevice } from 'bufferswitch';
import { createAudioFile } from 'bufferswitch/files';
import { createVirtualDriver } from 'bufferswitch/testing';
import { Player } from '../player.js';

const limit = { timeout: 30_000 };
const folder = mkdtempSync(join(tmpdir(), 'player-'));
after(() => rmSync(folder, { recursive: true }));

/** A file, and what it has to sound like: an array per channel of 32 bits. No sample is 0. */
async function makeFile(name, { frames, bits = 24, channels = 2, sampleRate = 48000, first = 1 }) {
  const samples = Array.from({ length: channels }, (_, channel) =>
    Int32Array.from({ length: frames }, (_, frame) => (first + frame * 2 + channel) << (32 - bits)),
  );
  const path = join(folder, name);
  const file = await createAudioFile(path, { encoding: `int${bits}`, channels, sampleRate });
  await file.write(samples);
  await file.close();
  return { path, samples };
}

async function setUp(t, options) {
  const driver = createVirtualDriver({
    type: 'int32lsb',
    inputs: 0,
    cable: 'open',
    ...options,
  });
  const device = await openDevice(driver.id);
  t.after(async () => {
    await device.close();
    driver.dispose();
  });
  return { driver, device, player: new Player(device) };
}

/** Switches buffers until `work` is done; while the device is switched itself, there are none. */
async function stepDuring(driver, work) {
  let isOver = false;
  const done = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await driver.step(1).catch((error) => {
      if (error.code !== 'INVALID_STATE') throw error;
    });
    await setImmediate();
  }
  await done;
}

/** What was played on an output, without the silence before and behind it. */
function played(driver, output) {
  const samples = driver.captured().samples[output];
  const first = samples.findIndex((sample) => sample !== 0);
  return samples.subarray(first, samples.findLastIndex((sample) => sample !== 0) + 1);
}

const joined = (...arrays) => Int32Array.from(arrays.flatMap((array) => [...array]));

test('files of one rate follow one another to the frame, whatever their kind and depth', limit, async (t) => {
  const { driver, device, player } = await setUp(t);
  const files = [
    await makeFile('1.wav', { frames: 10_007, bits: 24 }),
    await makeFile('2.flac', { frames: 999, bits: 16, first: 5 }),
    await makeFile('3.wav', { frames: 5, bits: 32, first: 77 }),
  ];
  for (const { path } of files) await player.play(path);
  await stepDuring(driver, player.finish());
  for (const output of [0, 1]) {
    assert.deepEqual(played(driver, output), joined(...files.map(({ samples }) => samples[output])));
  }
  assert.equal(device.stream.stats.underruns, 0);
});

test('the rate of the device follows the file, and all of the file before is played', limit, async (t) => {
  const { driver, device, player } = await setUp(t, {
    rate: 44100,
    rates: [44100, 96000],
    preferredBuffer: 64,
  });
  const slow = await makeFile('slow.wav', { frames: 64 * 50, sampleRate: 44100 });
  const fast = await makeFile('fast.wav', { frames: 3003, sampleRate: 96000 });
  await player.play(slow.path);
  assert.equal(device.sampleRate, 44100);
  await stepDuring(driver, player.play(fast.path));
  assert.equal(device.sampleRate, 96000);
  await stepDuring(driver, player.finish());
  const both = played(driver, 0).filter((sample) => sample !== 0); // the silence of the switch is between them
  assert.deepEqual(both, joined(slow.samples[0], fast.samples[0]));
});

test(
  'a rate that is refused is an error with those that are possible; the next file is played',
  limit,
  async (t) => {
    const { driver, player } = await setUp(t, { rates: [44100, 48000] });
    const high = await makeFile('high.wav', { frames: 100, sampleRate: 88200 });
    const low = await makeFile('low.wav', { frames: 100, sampleRate: 44100 });
    await assert.rejects(player.play(high.path), {
      message: `${high.path} has 88200 Hz: The driver refused 88200 Hz. It offers 44100 Hz, 48000 Hz, and runs at 48000 Hz now.`,
    });
    assert.equal(driver.captured().frames, 0);
    await player.play(low.path);
    await stepDuring(driver, player.finish());
    assert.deepEqual(played(driver, 1), low.samples[1]);
  },
);

test('a single channel is played on both outputs', limit, async (t) => {
  const { driver, player } = await setUp(t);
  const { path, samples } = await makeFile('mono.wav', { frames: 1234, channels: 1 });
  await player.play(path);
  await stepDuring(driver, player.finish());
  assert.deepEqual([played(driver, 0), played(driver, 1)], [samples[0], samples[0]]);
});

test('more channels than outputs are refused before anything is played', limit, async (t) => {
  const { driver, player } = await setUp(t);
  const { path } = await makeFile('six.wav', { frames: 10, channels: 6 });
  await assert.rejects(player.play(path), /six\.wav has 6 channels: name as many outputs/);
  assert.equal(driver.captured().frames, 0);
});

test('aborting ends the sound, and the device is free for the next', limit, async (t) => {
  const { driver, device, player } = await setUp(t, { preferredBuffer: 64 });
  const { path, samples } = await makeFile('long.wav', { frames: 300_000 });
  const ending = new AbortController();
  const playing = player.play(path, { signal: ending.signal });
  while (!(device.stream?.output.queuedFrames >= 64)) await setImmediate();
  await driver.step(1);
  ending.abort();
  await assert.rejects(playing, { name: 'AbortError' });
  await driver.step(3);
  assert.deepEqual(played(driver, 0), samples[0].subarray(0, 64));
  await player.close();
  await (await device.openStream()).close();
});
