/** Channels to bytes in turn and back, for every width of an element, at addresses that words do not fit and that they do. */
import { expect, test } from 'vitest';
import { deinterleave, interleave } from '../dist/interleave.js';
import { scattered } from './helpers/byte-loop.js';

const elements = 37;

/** Byte by byte, as it is meant. */
function plain(channels: readonly Uint8Array[], elementBytes: number): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < elements * elementBytes; at += elementBytes) {
    for (const channel of channels) bytes.push(...channel.subarray(at, at + elementBytes));
  }
  return bytes;
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('elements of %i bytes', (elementBytes) => {
  const length = elements * elementBytes;
  for (const count of [1, 2, 3, 8]) {
    for (const offset of [0, 1, 2, 4]) {
      const array = (bytes: number) => new Uint8Array(new ArrayBuffer(offset + bytes), offset);
      const material = scattered(length * count);
      const channels = Array.from({ length: count }, (_, i) => {
        const channel = array(length);
        channel.set(material.subarray(i * length, (i + 1) * length));
        return channel;
      });
      const frames = array(length * count);
      interleave(channels, elementBytes, frames);
      expect([...frames]).toEqual(plain(channels, elementBytes));
      const back = channels.map(() => array(length));
      deinterleave(frames, elementBytes, back);
      expect(back).toEqual(channels);
    }
  }
});
