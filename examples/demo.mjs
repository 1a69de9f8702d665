// Plays a recording through a driver, records it from the same driver at the same time, and compares every sample:
// at four sample rates, on one device and one stream. Needs no hardware: the driver is the virtual one, whose inputs
// hear its outputs. Exits with 1 if a single sample differs.
import { fileURLToPath } from 'node:url';
import { openDevice } from 'bufferswitch';
import { openAudioFile } from 'bufferswitch/files';
import { table } from '../dist/cli/table.js';

const rates = [44100, 48000, 96000, 192000];

/** The recording as one Int32Array per channel: its 24 bits are the upper ones, bits 8 to 31. */
async function readRecording() {
  const reader = await openAudioFile(fileURLToPath(new URL('speech.wav', import.meta.url)));
  const channels = [new Int32Array(reader.frames), new Int32Array(reader.frames)];
  await reader.read(channels);
  await reader.close();
  return { channels, frames: reader.frames };
}

/** Records until the arrays are full, then stops the stream and reads what was still under way. */
async function record(stream, channels) {
  const frames = channels[0].length;
  for await (const block of stream.input) {
    if (block.position < frames) {
      for (const [index, samples] of block.channels.entries()) {
        channels[index].set(samples.subarray(0, frames - block.position), block.position);
      }
    }
    if (block.position + block.frames >= frames) await stream.stop();
  }
}

/** At which frame of the capture the recording begins: where its first thousand frames stand. -1: nowhere. */
function findStart(played, captured) {
  const last = captured[0].length - played[0].length;
  for (let start = 0; start <= last; start++) {
    let frame = 0;
    while (frame < 1000 && played.every((samples, c) => samples[frame] === captured[c][start + frame]))
      frame++;
    if (frame === 1000) return start;
  }
  return -1;
}

/** How many samples of the recording differ from those that came back `start` frames later. */
function countDifferent(played, captured, start) {
  let different = 0;
  for (const [channel, samples] of played.entries()) {
    for (let frame = 0; frame < samples.length; frame++) {
      if (samples[frame] !== captured[channel][start + frame]) different++;
    }
  }
  return different;
}

async function run(device, stream, recording, rate) {
  await device.setSampleRate(rate); // the hardware's own rate; nothing is resampled
  const reported = stream.latencies.input + stream.latencies.output;
  const total = recording.frames + 2 * reported;
  // Half a second of silence behind it, so that the output does not run dry while the rest comes back.
  const silence = recording.channels.map(() => new Int32Array(rate / 2));
  await stream.output.write(recording.channels);
  await stream.output.write(silence);
  const before = stream.stats;
  await stream.start();
  const captured = recording.channels.map(() => new Int32Array(total));
  await record(stream, captured);
  const after = stream.stats;
  const start = findStart(recording.channels, captured);
  return {
    'rate in Hz': stream.sampleRate,
    buffer: stream.bufferSize,
    'latency reported': reported,
    measured: start < 0 ? 'not found' : start,
    'samples compared': recording.frames * recording.channels.length,
    different: countDifferent(recording.channels, captured, start < 0 ? reported : start),
    lost: after.underrunFrames - before.underrunFrames + after.overrunFrames - before.overrunFrames,
  };
}

const recording = await readRecording();
const device = await openDevice('built-in:loopback', { settings: { type: 'int24lsb' } });
try {
  // A ring deep enough for all of it: everything is queued before the driver starts.
  const stream = await device.openStream({ format: 'int32', depth: recording.frames + Math.max(...rates) });
  const results = [];
  for (const rate of rates) results.push(await run(device, stream, recording, rate));
  console.log(`${device.name}: a recording of ${recording.frames} frames, 24 bits, out and back in\n`);
  console.log(
    table([Object.keys(results[0]), ...results.map((result) => Object.values(result).map(String))]),
  );
  const bad = results.filter(
    (result) => result.different > 0 || result.lost > 0 || result.measured === 'not found',
  );
  const verdict =
    bad.length === 0 ? 'Every sample came back unaltered.' : `${bad.length} of ${rates.length} runs differ.`;
  console.log(`\n${verdict}`);
  process.exitCode = bad.length === 0 ? 0 : 1;
} finally {
  await device.close();
}
