// What the check of the WASAPI driver plays, and how it is compared with what was heard.

export const channels = 2;

/** Every bit pattern is as likely as another, and none is silence, so that a repeated or lost sample is seen. */
export function noise(frames, sampleBytes, seed = 0x2545f491) {
  const bytes = Buffer.alloc(frames * channels * sampleBytes);
  let state = seed;
  for (let i = 0; i < bytes.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = (state >>> 8) & 0xff || 1;
  }
  return bytes;
}

/**
 * The same as 32-bit floats with a full scale of 1, worked out here: what a mixer that changes nothing hands on.
 * `exact`: how many of the samples are still what they were, as a float holds 24 bits.
 */
export function asFloats(bytes, sampleBytes) {
  const floats = new Float32Array(bytes.length / sampleBytes);
  const fullScale = 2 ** (8 * sampleBytes - 1);
  let exact = 0;
  for (let i = 0; i < floats.length; i++) {
    const value = bytes.readIntLE(i * sampleBytes, sampleBytes);
    floats[i] = value / fullScale;
    if (floats[i] * fullScale === value) exact++;
  }
  return { bytes: Buffer.from(floats.buffer), exact };
}

/** So many frames of noise are found at one place only. */
const unmistakable = 3;

/**
 * How many frames arrived as they were, one after the other. Where the machine is too slow there is silence between them,
 * or some are left out: `places` says where, in frames, and how many. What is neither silence nor as it was played ends
 * the comparison, so that not all frames are exact or lost.
 */
export function compare(played, heard, frameBytes) {
  const frames = played.length / frameBytes;
  const silence = Buffer.alloc(frameBytes);
  const frame = (bytes, index) => bytes.subarray(index * frameBytes, (index + 1) * frameBytes);
  const result = { exact: 0, lost: 0, gaps: 0, places: [] };
  let [at, next] = [0, 0];
  while (next < frames && at < heard.length / frameBytes) {
    const from = at;
    while (at < heard.length / frameBytes && frame(heard, at).equals(silence)) at++;
    const silent = next === 0 ? 0 : at - from;
    if (silent > 0) result.gaps++;
    const mark = heard.subarray(at * frameBytes, (at + unmistakable) * frameBytes);
    const found = frame(heard, at).equals(frame(played, next))
      ? next
      : played.indexOf(mark, next * frameBytes) / frameBytes;
    if (!Number.isInteger(found) || found < next) break;
    if (silent > 0 || found > next) result.places.push({ at: next, silent, lost: found - next });
    result.lost += found - next;
    next = found;
    while (next < frames && frame(heard, at).equals(frame(played, next))) {
      at++;
      next++;
    }
    result.exact += next - found;
  }
  return result;
}
