import { openAudioFile } from 'bufferswitch/files';

/** Samples of 24 bits as the driver of the tests has them, in the upper bits of 32: each one another, and none is 0. */
export const sampleAt = (frame, channel) => ((frame * 8 + channel + 1) * 512) | 0;

/** What input `channel` hears: frames 0 to `frames`. */
export const samples = (frames, channel) =>
  Int32Array.from({ length: frames }, (_, frame) => sampleAt(frame, channel));

/** A WAV file as its format and one array per channel, left-justified. */
export async function readFile(path) {
  const file = await openAudioFile(path);
  const channels = Array.from({ length: file.format.channels }, () => new Int32Array(file.frames));
  await file.read(channels);
  await file.close();
  return { format: file.format, problem: file.problem, channels };
}
