import { knobs } from './knobs.js';

/** How long a knob that was turned takes to have an effect, seconds: a sudden step would be heard as a click. */
const glide = 0.02;

/**
 * Drive, tone and delay for one channel, with its state. Gives back a function that makes `output` from `input` with the
 * knobs as they stand, any number of samples at a time: how they are cut into buffers changes no bit of the result. It
 * allocates nothing.
 */
export function createPedal(sampleRate) {
  const part = 1 - Math.exp(-1 / (glide * sampleRate));
  const line = new Float64Array(Math.ceil(knobs.delay.max * sampleRate) + 1);
  let at = 0;
  let toned = 0;
  // Where the knobs have glided to. The first buffer begins with them where they stand.
  let isFirst = true;
  let gain = 0;
  let share = 0;
  let repeat = 0;
  let level = 0;
  // The delay in frames fades over from one to the next: one that glides would be heard as a change of pitch.
  let distance = 0;
  let next = 0;
  let faded = 0;

  return (input, output, turned) => {
    const toGain = 40 ** turned.drive;
    const toShare = 1 - Math.exp((-2 * Math.PI * turned.tone) / sampleRate);
    const toDistance = Math.round(turned.delay * sampleRate);
    const { repeat: toRepeat, level: toLevel } = turned;
    if (isFirst) {
      gain = toGain;
      share = toShare;
      repeat = toRepeat;
      level = toLevel;
      distance = toDistance;
    }
    isFirst = false;

    for (let n = 0; n < output.length; n++) {
      gain += part * (toGain - gain);
      share += part * (toShare - share);
      repeat += part * (toRepeat - repeat);
      level += part * (toLevel - level);

      let late = line[at < distance ? at - distance + line.length : at - distance];
      if (faded > 0 || distance !== toDistance) {
        if (faded === 0) next = toDistance;
        faded = Math.min(1, faded + 1 / (glide * sampleRate));
        late += faded * (line[at < next ? at - next + line.length : at - next] - late);
        if (faded === 1) {
          distance = next;
          faded = 0;
        }
      }
      toned += share * (Math.tanh(gain * input[n]) - toned);
      const sound = toned + repeat * late;
      line[at] = sound;
      at = at + 1 === line.length ? 0 : at + 1;
      output[n] = level * sound;
    }
  };
}
