import { bytesOf } from '../format.js';
import type { NativeVirtualDriver } from '../native.js';
import { expected } from '../validate.js';
import { typedArrayOf } from './sample-types.js';

/** Samples for an input: its bytes, or the typed array of the driver's type; null for silence. */
export type FedChannel = ArrayBufferView | null;

type Sample = NativeVirtualDriver['sample'];

/** The bytes to feed, all of one length. */
export interface Feed {
  readonly channels: readonly (Uint8Array | null)[];
  readonly bytes: number;
  readonly frames: number;
}

function channelBytes(channel: unknown, index: number, type: string): Uint8Array | null {
  if (channel === null) return null;
  const typed = typedArrayOf(type);
  // By name, as test runners have globals of their own.
  const names = ['Uint8Array', 'Buffer', typed?.name];
  if (!ArrayBuffer.isView(channel) || !names.includes(channel.constructor.name)) {
    const arrays = typed === null ? 'a Uint8Array' : `a Uint8Array or ${typed.name}`;
    throw new TypeError(expected(`${arrays}, or null`, `channels[${index}]`, channel));
  }
  return bytesOf(channel);
}

export function checkFeed(channels: unknown, sample: Sample): Feed {
  if (!Array.isArray(channels)) throw new TypeError(expected('an array of channels', 'channels', channels));
  if (channels.length !== sample.inputs) {
    throw new RangeError(
      expected(`${sample.inputs} channels, one for each input`, 'channels', channels.length),
    );
  }
  const all = Array.from(channels, (channel, index) => channelBytes(channel, index, sample.type));
  const lengths = new Set(all.flatMap((bytes) => (bytes === null ? [] : [bytes.length])));
  const [bytes] = lengths;
  if (bytes === undefined || lengths.size > 1)
    throw new RangeError(expected('channels of the same length', 'channels', [...lengths]));
  if (bytes % sample.unitBytes !== 0)
    throw new RangeError(expected(`a multiple of ${sample.unitBytes} bytes`, 'channels', bytes));
  return { channels: all, bytes, frames: (bytes / sample.unitBytes) * sample.unitFrames };
}
