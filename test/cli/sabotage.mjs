// Loaded before the program: spoils what it plays, or keeps it from listening. What is wrong is in SABOTAGE.
import { StreamOutput } from '../../dist/stream-output.js';

const kind = process.env.SABOTAGE;
const { write } = StreamOutput.prototype;
let written = 0;

const spoilers = {
  /** One bit of one sample, far behind the beginning. */
  bit: (samples, from) => {
    if (from <= 9000 && 9000 < from + samples.length) samples[9000 - from] ^= 0x100;
  },
  /** Half the level, upside down. */
  level: (samples) => {
    for (let i = 0; i < samples.length; i++) samples[i] = -Math.trunc(samples[i] / 2);
  },
  silence: (samples) => samples.fill(0),
};

if (kind === 'deaf') {
  // The main thread does nothing for longer than the rings last.
  const ms = Number(process.env.DEAF_MS ?? 4000);
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const { start } = (await import('../../dist/stream.js')).Stream.prototype;
  (await import('../../dist/stream.js')).Stream.prototype.start = async function () {
    await start.call(this);
    Atomics.wait(cell, 0, 0, ms);
  };
} else {
  StreamOutput.prototype.write = function (channels) {
    const copies = channels.map((samples) => samples.slice());
    spoilers[kind](copies[0], written);
    written += copies[0].length;
    return write.call(this, copies);
  };
}
