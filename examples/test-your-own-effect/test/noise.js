/** Noise between -0.5 and 0.5, always the same. */
export function noise(frames) {
  let state = 1;
  return Float32Array.from({ length: frames }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0; // the congruential generator of Numerical Recipes
    return state / 2 ** 32;
  });
}
