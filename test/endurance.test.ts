/**
 * Long streams in accelerated time: every frame once and in order, or counted. `ENDURANCE=full` takes ten minutes of 64
 * channels at 96 kHz and two hours of stereo at 48 kHz; otherwise it is some seconds of each.
 */
import type { Device, Stream } from 'bufferswitch';
import { describe, expect, test } from 'vitest';
import { openLoopback } from './helpers/loopback.js';
import { randomFrom } from './helpers/random.js';
import { sampleAt } from './helpers/sequence.js';
import { deferred } from './helpers/when.js';

const full = process.env['ENDURANCE'] === 'full';
const timeout = full ? 900_000 : 60_000;

const shapes = [
  { channels: 64, rate: 96000, seconds: full ? 600 : 2, bufferSize: 512, faster: 5 },
  { channels: 2, rate: 48000, seconds: full ? 7200 : 60, bufferSize: 256, faster: 60 },
];

/** Writes the sequence until `frames` frames are queued. */
async function play(stream: Stream, channels: number, frames: number, atOnce: number): Promise<void> {
  const samples = Array.from({ length: channels }, () => new Int32Array(atOnce));
  for (let from = 0; from < frames; from += atOnce) {
    for (let channel = 0; channel < channels; channel++) {
      const to = samples[channel] as Int32Array;
      for (let n = 0; n < atOnce; n++) to[n] = sampleAt(from + n, channel);
    }
    await stream.output.write(samples);
  }
}

/** Reads `frames` frames, which come `delay` after they were played, and says what is wrong with them. */
async function hear(stream: Stream, frames: number, delay: number): Promise<Record<string, number>> {
  const found = { frames: 0, wrong: 0, firstWrong: -1, gaps: 0 };
  while (found.frames < frames) {
    const block = await stream.input.read();
    if (block === null) break;
    const { position, channels } = block;
    if (position !== found.frames || block.flags.gap) found.gaps++;
    for (let channel = 0; channel < channels.length; channel++) {
      const from = channels[channel] as Int32Array;
      for (let n = 0; n < from.length; n++) {
        const frame = position + n - delay;
        if (from[n] === (frame < 0 ? 0 : sampleAt(frame, channel))) continue;
        if (found.wrong++ === 0) found.firstWrong = position + n;
      }
    }
    found.frames += block.frames;
  }
  return found;
}

describe.each(shapes)('$channels channels at $rate Hz, $seconds seconds', (shape) => {
  const { channels, rate, seconds, bufferSize, faster } = shape;

  test('in free run every frame arrives once and in order', { timeout }, async () => {
    const delay = 2 * bufferSize + 13;
    const settings = { clock: 'freerun', type: 'int32lsb', inputs: channels, outputs: channels, rate, delay };
    await using device = await openLoopback(settings);
    await using stream = await device.openStream({ format: 'int32', bufferSize, depth: 16 * bufferSize });
    const frames = Math.floor((seconds * rate) / bufferSize) * bufferSize;
    const begin = performance.now();
    const played = play(stream, channels, frames + 64 * bufferSize, 4 * bufferSize).catch(() => {}); // ended by the close
    await stream.start();
    const found = await hear(stream, frames, delay);
    const took = (performance.now() - begin) / 1000;
    console.log(
      `${channels} channels at ${rate} Hz: ${seconds} s in ${took.toFixed(1)} s, every sample checked`,
    );
    expect(found).toEqual({ frames, wrong: 0, firstWrong: -1, gaps: 0 });
    expect(stream.stats).toMatchObject({ underruns: 0, overruns: 0, missed: 0, reentries: 0 });
    await stream.close();
    await played;
  });

  test('a consumer that pauses at random loses what is counted and marked, no more', {
    timeout,
  }, async () => {
    // Real time, but of a clock that runs so much faster.
    const pace = { clock: 'realtime', rate: rate * faster, rates: [rate * faster] };
    const settings = { ...pace, type: 'int32lsb', inputs: channels, outputs: channels, delay: bufferSize };
    await using device = await openLoopback(settings);
    const lost = await loseAtRandom(device, bufferSize, Math.floor((seconds * rate) / bufferSize));
    console.log(`${channels} channels at ${rate} Hz, pausing at random: ${JSON.stringify(lost)}`);
    expect(lost.wrong).toBe(0);
    expect(lost.unmarked).toBe(0);
    expect(lost.marked).toBe(lost.counted);
    expect(lost.gaps).toBeGreaterThan(0);
    expect(lost.delivered + lost.counted).toBe(lost.position);
  });
});

/**
 * Nobody waits for the program here, which often does nothing for as long as some random number of buffers takes. What
 * it plays and is not too late for comes back; the rest is silence.
 */
async function loseAtRandom(device: Device, bufferSize: number, buffers: number) {
  const random = randomFrom(Number(process.env['SEED'] ?? 1));
  const delayBuffers = 4;
  const found = {
    position: 0,
    delivered: 0,
    marked: 0,
    unmarked: 0,
    counted: 0,
    gaps: 0,
    silent: 0,
    wrong: 0,
  };
  let expected = 0;
  const enough = deferred();
  const stream = await device.openStream({
    format: 'int32',
    bufferSize,
    depth: 8 * bufferSize,
    delayBuffers,
    process(inputs, outputs, { position, frames, flags }) {
      const jump = position - expected;
      if (flags.gap) {
        found.gaps++;
        found.marked += jump;
      } else if (jump !== 0) found.unmarked++;
      expected = position + frames;
      found.delivered += frames;
      for (let channel = 0; channel < outputs.length; channel++) {
        const to = outputs[channel] as Int32Array;
        for (let n = 0; n < frames; n++) to[n] = sampleAt(position + n, channel);
      }
      check(inputs as readonly Int32Array[], position - (delayBuffers + 1) * bufferSize);
      if (random() < 0.002 || found.delivered === 16 * frames) {
        const pause = stream.stats.buffers + 10 + random() * 40;
        while (stream.stats.buffers < pause);
      }
      if (stream.stats.buffers >= buffers) enough.resolve();
    },
  });
  /** A block was made whole or not at all. */
  function check(inputs: readonly Int32Array[], from: number): void {
    const silent = from < 0 || inputs[0]?.[0] !== sampleAt(from, 0);
    if (silent) found.silent++;
    for (let channel = 0; channel < inputs.length; channel++) {
      const samples = inputs[channel] as Int32Array;
      for (let n = 0; n < samples.length; n++) {
        if (samples[n] !== (silent ? 0 : sampleAt(from + n, channel))) found.wrong++;
      }
    }
  }
  await stream.start();
  await enough.promise;
  // With this everything that is in the ring is served. Losses after the last block that got in are marked on none.
  await stream.stop();
  const { overrunFrames, position } = stream.stats;
  found.marked += position - expected;
  found.counted = overrunFrames;
  found.position = position;
  await stream.close();
  return found;
}
