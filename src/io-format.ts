/**
 * What the samples of a device are: `pcm` for numbers, `dsd` for single bits at a high rate. A device has one of them at
 * a time.
 */
export type IoFormat = (typeof ioFormats)[number];

export const ioFormats = ['pcm', 'dsd'] as const;

/** The rates to ask for where nobody says which; of DSD those from 64 to 512 times 44.1 and 48 kHz. */
export const usualRates: Record<IoFormat, readonly number[]> = {
  pcm: [44100, 48000, 88200, 96000, 176400, 192000, 352800, 384000],
  dsd: [2822400, 3072000, 5644800, 6144000, 11289600, 12288000, 22579200, 24576000],
};
