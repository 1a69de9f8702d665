/** Whole numbers from 0 to below `below`, the same ones for the same seed. For programs that run without a compiler. */
export function xorshift(seed) {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
