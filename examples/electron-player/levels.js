/** Peak and RMS of each channel in dBFS, -Infinity being silence; `scale` is the largest number that a sample can be. */
export function levelsOf(samples, scale) {
  return samples.map((channel) => {
    let peak = 0;
    let squares = 0;
    for (const sample of channel) {
      peak = Math.max(peak, Math.abs(sample));
      squares += (sample / scale) ** 2;
    }
    return { peak: 20 * Math.log10(peak / scale), rms: 10 * Math.log10(squares / channel.length) };
  });
}
