/**
 * An echo: what is heard, and `seconds` later what was played, at `feedback` times the level. Gives back a function that
 * makes `output` from `input`, both of the same length and as many samples as it likes at a time.
 */
export function createEcho({ sampleRate, seconds, feedback }) {
  const line = new Float32Array(Math.round(seconds * sampleRate));
  let at = 0;
  return (input, output) => {
    for (let n = 0; n < output.length; n++) {
      const sample = input[n] + feedback * line[at];
      output[n] = sample;
      line[at] = sample;
      at = (at + 1) % line.length;
    }
  };
}
