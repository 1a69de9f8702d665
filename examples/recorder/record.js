import { rm } from 'node:fs/promises';
import { createAudioFile } from 'bufferswitch/files';
import { encodingFor } from './encoding.js';
import { Take } from './take.js';

/** How long the disk may take its time before anything is lost. */
const depth = { seconds: 10 };

/**
 * Records inputs of `device` to a new WAV file until `signal` is aborted. With `startLevel`, in dBFS, the file begins with
 * the first sample that is louder; without such a sample there is no file. `report` is told of every overload and of what
 * was lost, as it happens.
 *
 * @returns {Promise<{ frames: number, lostFrames: number, overloads: number }>}
 */
export async function record(device, path, { channels, startLevel = null, signal, report = () => {} }) {
  const encoding = encodingFor(device, channels);
  const isFloat = encoding.startsWith('float');
  const stream = await device.openStream({
    inputs: channels,
    outputs: [],
    format: isFloat ? encoding : 'int32',
    depth,
  });
  try {
    const format = { encoding, channels: channels.length, sampleRate: stream.sampleRate };
    const file = await createAudioFile(path, format); // an error where there is one already
    const threshold = startLevel === null ? 0 : 10 ** (startLevel / 20) * (isFloat ? 1 : 2 ** 31);
    const take = new Take(file, threshold, report);
    try {
      await readAll(stream, take, signal);
    } finally {
      await file.close(); // whatever has happened, what was recorded until then is a whole file
      if (!take.isStarted) await rm(path);
    }
    const { frames, lostFrames, overloads } = take;
    return { frames, lostFrames, overloads };
  } finally {
    await stream.close();
  }
}

async function readAll(stream, take, signal) {
  // Not a break out of the loop: after a stop, what has arrived until then is still read. A stream that cannot be stopped
  // has failed, and the loop tells why.
  const stop = () => stream.stop().catch(() => {});
  await stream.start();
  if (signal.aborted) await stop();
  signal.addEventListener('abort', stop);
  try {
    for await (const block of stream.input) await take.add(block);
    await take.fillUpTo(stream.stats.position);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
