/** Two devices in real time, at different rates and buffer sizes, for a while: every frame comes back. */
import { openDevice } from 'bufferswitch';
import { expect, test } from 'vitest';
import { findInstalled } from './helpers/installed.js';

const seconds = Number(process.env['TWO_DEVICES_SECONDS'] ?? 15);
const chunk = 4096;

/** What frame `n` of a channel sounds like: its own number, so that a lost or moved frame shows. */
const sound = (n: number, channel: number) => ((n * 2 + channel) << 8) | 0;

async function carry(driver: string, options: object, rate: number, bufferSize: number) {
  const settings = { rate, type: 'int24lsb' };
  await using device = await openDevice(driver, { ...options, settings });
  // Deep enough for a machine that is busy with other tests.
  await using stream = await device.openStream({ format: 'int32', bufferSize, depth: rate * 8 });
  const total = rate * seconds;
  const latency = stream.latencies.input + stream.latencies.output;
  const write = async () => {
    const channels = [new Int32Array(chunk), new Int32Array(chunk)];
    for (let n = 0; n < total; n += chunk) {
      for (const [c, samples] of channels.entries())
        for (let i = 0; i < chunk; i++) samples[i] = sound(n + i, c);
      await stream.output.write(channels);
    }
    await stream.output.drain();
  };
  const writing = write();
  await stream.start();
  let wrong = 0;
  let done = 0;
  for await (const block of stream.input) {
    for (const [c, samples] of block.channels.entries()) {
      for (let i = 0; i < block.frames; i++) {
        const n = block.position + i - latency;
        if (samples[i] !== (n < 0 ? 0 : sound(n, c))) wrong++;
      }
    }
    done += block.frames;
    if (done >= total + latency) break;
  }
  await writing;
  const { overrunFrames, underrunFrames } = stream.stats;
  return { wrong, enough: done >= total, overrunFrames, underrunFrames };
}

test(`two devices for ${seconds} seconds`, { timeout: seconds * 1000 + 60_000 }, async () => {
  const installed = findInstalled();
  const { id, ...options } = installed ?? { id: 'built-in:loopback:second' };
  const results = await Promise.all([
    carry('built-in:loopback:first', {}, 44100, 64),
    carry(id, options, 96000, 480),
  ]);
  for (const result of results)
    expect(result).toEqual({ wrong: 0, enough: true, overrunFrames: 0, underrunFrames: 0 });
});
