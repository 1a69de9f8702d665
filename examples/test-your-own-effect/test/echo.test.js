// The effect alone: needs no driver.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEcho } from '../src/echo.js';
import { noise } from './noise.js';

test('an impulse comes back again and again, each time at half the level', () => {
  const echo = createEcho({ sampleRate: 1000, seconds: 0.003, feedback: 0.5 });
  const output = new Float32Array(8);
  echo(Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0), output);
  assert.deepEqual([...output], [1, 0, 0, 0.5, 0, 0, 0.25, 0]);
});

test('it is the same, however many samples there are at a time', () => {
  const options = { sampleRate: 1000, seconds: 0.1, feedback: 0.7 };
  const input = noise(1000);
  const whole = new Float32Array(1000);
  createEcho(options)(input, whole);
  const parts = new Float32Array(1000);
  const echo = createEcho(options);
  for (let at = 0; at < 1000; at += 33) echo(input.subarray(at, at + 33), parts.subarray(at, at + 33));
  assert.deepEqual(parts, whole);
});
