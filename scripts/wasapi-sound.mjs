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

/**
 * How many frames arrived as they were, one after the other. Where the machine is too slow for Wine's buffer there is
 * silence between them, behind which Wine may leave some out: `places` says where, in frames, and how many.
 */
export function compare(played, heard, frameBytes) {
  const frames = played.length / frameBytes;
  const silence = Buffer.alloc(frameBytes);
  const frame = (bytes, index) => bytes.subarray(index * frameBytes, (index + 1) * frameBytes);
  const result = { exact: 0, lost: 0, gaps: 0, places: [] };
  let isSilent = true;
  for (let at = 0, next = 0; next < frames && at < heard.length / frameBytes; at++) {
    if (frame(heard, at).equals(silence)) {
      if (!isSilent && next < frames) {
        result.gaps++;
        result.places.push({ at: next, silent: 0, lost: 0 });
      }
      if (result.gaps > 0) result.places.at(-1).silent++;
      isSilent = true;
      continue;
    }
    if (isSilent && result.gaps > 0) {
      const found = played.indexOf(heard.subarray(at * frameBytes, (at + 8) * frameBytes), next * frameBytes);
      if (found > 0) {
        const lost = found / frameBytes - next;
        result.places.at(-1).lost = lost;
        result.lost += lost;
        next = found / frameBytes;
      }
    }
    if (!frame(heard, at).equals(frame(played, next))) break;
    isSilent = false;
    result.exact++;
    next++;
  }
  return result;
}
