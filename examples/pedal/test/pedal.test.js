// What the pedal does to known sounds, without a driver.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTurn, starts } from '../knobs.js';
import { createPedal } from '../pedal.js';

const rate = 48000;
/** As little as the pedal can do. */
const clean = { drive: 0, tone: 12_000, delay: 0.1, repeat: 0, level: 1 };

function play(input, knobs, pedal = createPedal(rate)) {
  const output = new Float32Array(input.length);
  pedal(input, output, knobs);
  return output;
}

const sine = (hertz, level, frames) =>
  Float32Array.from({ length: frames }, (_, n) => level * Math.sin((2 * Math.PI * hertz * n) / rate));

const largest = (samples) => samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

/** The largest step from one sample to the next. */
function steepest(samples) {
  let most = 0;
  for (let n = 1; n < samples.length; n++) most = Math.max(most, Math.abs(samples[n] - samples[n - 1]));
  return most;
}

test('each repeat comes to the very frame, and is quieter by the same factor', () => {
  const input = new Float32Array(rate);
  input[0] = 0.01;
  const output = play(input, { ...clean, delay: 0.25, repeat: 0.5 });
  assert.equal(
    output.findIndex((sample, n) => n > 6000 && sample !== 0),
    12_000,
  );
  assert.ok(Math.abs(output[12_000] / output[0] - 0.5) < 1e-6);
  assert.ok(Math.abs(output[24_000] / output[0] - 0.25) < 1e-6);
});

test('the tone is 3 dB down at its cutoff', () => {
  const tone = 500;
  const output = play(sine(tone, 0.001, rate), { ...clean, tone });
  const db = 20 * Math.log10(largest(output.subarray(rate / 2)) / 0.001);
  assert.ok(Math.abs(db + 3.01) < 0.2, `${db} dB`); // a filter of one pole bends a little at the sampling rate
});

test('drive makes quiet sounds loud and leaves no sound louder than full scale', () => {
  const quiet = largest(play(sine(100, 0.01, rate), { ...clean, drive: 1 }));
  assert.ok(Math.abs(quiet - Math.tanh(0.4)) < 0.01, `${quiet}`);
  assert.ok(largest(play(sine(100, 1, rate), { ...clean, drive: 1 })) <= 1);
});

for (const [name, value] of [
  ['drive', 1],
  ['tone', 300],
  ['delay', 0.37],
  ['repeat', 0.9],
  ['level', 0],
]) {
  test(`there is no click when ${name} is turned`, () => {
    const before = { ...clean, repeat: 0.3 };
    const after = { ...before, [name]: value };
    const sound = sine(110, 0.3, rate);
    const steady = Math.max(steepest(play(sound, before)), steepest(play(sound, after)));
    const pedal = createPedal(rate);
    const middle = rate / 2 + 109; // where the sine is steep
    const first = play(sound.subarray(0, middle), before, pedal);
    const second = play(sound.subarray(middle), after, pedal);
    const turned = steepest([...first.subarray(-2), ...second]);
    assert.ok(turned < 1.5 * steady, `${turned} beside ${steady}`);
  });
}

test('lines that turn no knob are told what is possible', () => {
  assert.deepEqual(readTurn(' drive  0.7'), { name: 'drive', value: 0.7 });
  assert.throws(() => readTurn('volume 3'), /no knob "volume", but drive, tone, delay, repeat, level/);
  assert.throws(() => readTurn('drive 11'), /drive goes from 0 to 1, such as "drive 0.3"/);
  assert.throws(() => readTurn('drive'), /drive goes from 0 to 1/);
  assert.equal(starts.drive, 0.3);
});
