// One of the programs at a cable: plays a sequence of its own on one channel, and follows that and the one of another
// program's channel, sample by sample. Writes a line of JSON whenever it knows more.
//   node seat.mjs '{"driver", "options", "plays", "hears", "seconds"}'
// It ends by itself after `seconds` of its own sequence, or is killed.
import { openDevice } from '../../dist/index.js';

const { driver, options, plays, hears, seconds } = JSON.parse(process.argv[2]);

// Sample n is a number that tells n: odd numbers have an inverse, and none but the first of 2^32 is silence.
const factor = 0x9e3779b1;
const inverse = (() => {
  let x = factor;
  for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(factor, x));
  return x;
})();
const sampleAt = (index) => Math.imul(index + 1, factor);
const indexOf = (sample) => (Math.imul(sample, inverse) - 1) >>> 0;

/** What was heard on a channel. */
class Follower {
  heard = 0;
  /** Times that the sequence began, or was joined, after silence. */
  starts = 0;
  /** Times that it broke off into silence. */
  ends = 0;
  /** Samples that were neither silence nor the next one. */
  wrong = 0;
  first = null;
  #next = null;

  follow(samples) {
    for (const sample of samples) {
      if (sample === 0) {
        if (this.#next !== null) this.ends++;
        this.#next = null;
        continue;
      }
      const index = indexOf(sample);
      if (this.#next === null) {
        this.starts++;
        this.first ??= index;
      } else if (index !== this.#next) {
        this.wrong++;
      }
      this.heard++;
      this.#next = (index + 1) >>> 0;
    }
  }
}

const own = new Follower();
const other = new Follower();
const say = (facts) => process.stdout.write(`${JSON.stringify({ ...facts, own, other })}\n`);

const device = await openDevice(driver, options);
const stream = await device.openStream({
  inputs: [plays, hears],
  outputs: [plays],
  format: 'int32',
  depth: { seconds: 2 },
});
const blockFrames = 1024;
let written = 0;
const frames = seconds * stream.sampleRate;

async function play() {
  while (written < frames) {
    const block = Int32Array.from({ length: blockFrames }, (_, i) => sampleAt(written + i));
    written += blockFrames;
    await stream.output.write([block]);
  }
}

async function listen() {
  let said = 0;
  for await (const { channels } of stream.input) {
    own.follow(channels[0]);
    other.follow(channels[1]);
    if (own.heard >= written && written >= frames) return;
    if (performance.now() - said < 100) continue;
    said = performance.now();
    say({ state: 'running', stats: stream.stats });
  }
}

// The ring is full before the first buffer switch: a machine that is busy then finds the driver something to play.
const played = play();
await stream.start();
await Promise.all([played, listen()]);
const { overruns, overrunFrames } = stream.stats;
await device.close();
say({ state: 'done', overruns, overrunFrames, sampleRate: stream.sampleRate });
