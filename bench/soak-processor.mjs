/** A low-pass filter of second order on every channel: what a small effect does. */
export default ({ sampleRate, inputs, parameters }) => {
  const rate = sampleRate ?? 48000;
  const states = inputs.map(() => new Float64Array(2));
  const shape = { cutoff: 0, a1: 0, a2: 0, b: 0 };
  const follow = () => {
    if (shape.cutoff === parameters.cutoff) return;
    shape.cutoff = parameters.cutoff;
    const k = Math.tan((Math.PI * shape.cutoff) / rate);
    const norm = 1 / (1 + Math.SQRT2 * k + k * k);
    shape.b = k * k * norm;
    shape.a1 = 2 * (k * k - 1) * norm;
    shape.a2 = (1 - Math.SQRT2 * k + k * k) * norm;
  };
  return (from, to) => {
    follow();
    const { a1, a2, b } = shape;
    for (let channel = 0; channel < to.length; channel++) {
      const input = from[channel];
      const output = to[channel];
      const state = states[channel];
      let first = state[0];
      let second = state[1];
      for (let n = 0; n < input.length; n++) {
        const sample = input[n];
        const filtered = b * sample + first;
        first = 2 * b * sample - a1 * filtered + second;
        second = b * sample - a2 * filtered;
        output[n] = filtered;
      }
      state[0] = first;
      state[1] = second;
    }
  };
};
