/** A plucked string of `hertz`, as Karplus and Strong have it: noise in a loop that is averaged. Always the same. */
export function pluck(frames, hertz, sampleRate) {
  const string = new Float64Array(Math.round(sampleRate / hertz));
  let state = 7;
  for (let n = 0; n < string.length; n++) {
    state = Math.imul(state, 48271) & 0x7fffffff; // Park and Miller's generator, without its division
    string[n] = state / 2 ** 30 - 1;
  }
  return Float32Array.from({ length: frames }, (_, n) => {
    const at = n % string.length;
    const sample = string[at];
    string[at] = 0.498 * (sample + string[(at + 1) % string.length]);
    return 0.5 * sample;
  });
}
