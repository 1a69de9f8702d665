/** How many pairs of the lowest and the highest sample a slice has of each channel: as many as the page draws of it. */
const pairs = 4;

/**
 * Cuts the input of a stream into slices of `size` frames, a multiple of 4, whatever the size of the buffers: `onSlice` gets
 * the frame behind it, and of each channel `peak`, `rms`, and `wave`, which is low, high, low, high ... Full scale is 1.
 */
export async function cutIntoSlices(stream, { size, signal, onSlice }) {
  const slice = stream.inputs.map(() => new Float32Array(size));
  let filled = 0;
  for await (const { channels, frames, position } of stream.input.blocks({ signal })) {
    for (let from = 0; from < frames; ) {
      const to = Math.min(frames, from + size - filled);
      channels.forEach((samples, channel) => {
        slice[channel].set(samples.subarray(from, to), filled);
      });
      filled = (filled + to - from) % size;
      from = to;
      if (filled === 0) onSlice({ frame: position + to, channels: slice.map(describe) });
    }
  }
}

function describe(samples) {
  const wave = [];
  const part = samples.length / pairs;
  let squares = 0;
  for (let n = 0; n < pairs; n++) {
    let [low, high] = [Infinity, -Infinity];
    for (const sample of samples.subarray(n * part, (n + 1) * part)) {
      low = Math.min(low, sample);
      high = Math.max(high, sample);
      squares += sample * sample;
    }
    wave.push(low, high);
  }
  const peak = Math.max(...wave.map(Math.abs));
  return {
    peak,
    rms: Math.sqrt(squares / samples.length),
    wave: wave.map((value) => Number(value.toFixed(4))),
  };
}
