// The pedal as a processor, in a thread of its own, on a virtual driver: known sound in, knobs turned while it plays, and
// every sample that is played equals what the pedal makes of the same sound at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createVirtualDriver } from 'bufferswitch/testing';
import { starts } from '../knobs.js';
import { openPedal } from '../open-pedal.js';
import { createPedal } from '../pedal.js';
import { pluck } from './pluck.js';

const limit = { timeout: 30_000 };
const bufferSize = 64;
const frames = 400 * bufferSize;

/** What is turned before which buffer. */
const turns = [
  { buffer: 40, name: 'drive', value: 0.9 },
  { buffer: 41, name: 'tone', value: 900 },
  { buffer: 100, name: 'delay', value: 0.05 },
  { buffer: 200, name: 'repeat', value: 0.85 },
  { buffer: 300, name: 'level', value: 0 },
];

/** In pieces from turn to turn, as there are no buffers here. */
function offline(input, sampleRate) {
  const pedal = createPedal(sampleRate);
  const output = new Float32Array(frames);
  const knobs = { ...starts };
  let from = 0;
  for (const { buffer, name, value } of [...turns, { buffer: frames / bufferSize }]) {
    pedal(input.subarray(from, buffer * bufferSize), output.subarray(from, buffer * bufferSize), knobs);
    knobs[name] = value;
    from = buffer * bufferSize;
  }
  return output;
}

test('with knobs turned while it plays, every sample is what it should be', limit, async (t) => {
  const driver = createVirtualDriver({
    inputs: 2,
    outputs: 2,
    type: 'float32lsb',
    rate: 44100,
    cable: 'open',
  });
  t.after(() => driver.dispose());
  const { device, processor } = await openPedal(driver.id, { input: 1, bufferSize });
  t.after(() => device.close());
  const input = pluck(frames, 110, 44100);
  driver.feed([null, input]);
  await processor.start();
  for (let buffer = 0; buffer <= frames / bufferSize; buffer++) {
    for (const turn of turns) if (turn.buffer === buffer) processor.parameters[turn.name] = turn.value;
    await driver.step(1);
    // Until the thread has had this buffer, no knob is turned and no other comes.
    while (processor.stream.input.queued > 0) await setImmediate();
  }
  assert.equal(processor.stats.missed, 0);

  const expected = offline(input, 44100);
  for (const [output, samples] of driver.captured().samples.entries()) {
    const played = samples.subarray(bufferSize); // a processor is one buffer late
    const wrong = expected.findIndex((sample, frame) => sample !== played[frame]);
    assert.equal(wrong, -1, `output ${output}, frame ${wrong}: ${played[wrong]}, not ${expected[wrong]}`);
  }
  assert.ok(expected.some((sample) => Math.abs(sample) > 0.1));
});
