/** A file as it is played by the command line, and what the driver was given. */
import { createVirtualDriver } from 'bufferswitch/testing';
import { playOn } from '../cli/played.js';

const types = { int32: 'int32lsb', float32: 'float32lsb', float64: 'float64lsb' } as const;

export type Played = keyof typeof types;

export interface Heard {
  readonly code: number | null;
  readonly said: readonly string[];
  /** Interleaved, in the order of the channels; without the silence around it. */
  readonly samples: Int32Array | Float32Array | Float64Array;
}

/** The samples between the first and the last frame in which anything is heard. */
export function withoutSilence<T extends Int32Array | Float32Array | Float64Array>(
  samples: T,
  channels: number,
): T {
  let [first, end] = [0, samples.length];
  while (first < end && samples[first] === 0) first++;
  while (end > first && samples[end - 1] === 0) end--;
  return samples.slice(first - (first % channels), Math.ceil(end / channels) * channels) as T;
}

/** Plays a file on a driver that has its rate and its channels alone. */
export async function heard(
  path: string,
  { channels, sampleRate, format }: { channels: number; sampleRate: number; format: Played },
): Promise<Heard> {
  using driver = createVirtualDriver({
    inputs: 0,
    outputs: channels,
    type: types[format],
    rate: sampleRate,
    rates: [sampleRate],
    clock: 'freerun',
    cable: 'open',
    captureFrames: 60_000,
  });
  const { code, said } = await playOn(driver, [path]);
  // Free running it goes on in silence until it is stopped, and not all of that is kept.
  const { samples: planes } = driver.captured();
  if (planes === null) throw new Error('Nothing was captured');
  const first = planes[0] as Int32Array;
  const all = new (first.constructor as Int32ArrayConstructor)(first.length * channels);
  for (const [channel, plane] of planes.entries())
    for (let frame = 0; frame < first.length; frame++)
      all[frame * channels + channel] = plane[frame] as number;
  return { code, said, samples: withoutSilence(all, channels) };
}
