/** Where a recording begins, and what is kept of the time before. */
import { describe, expect, it } from 'vitest';
import { BlockClock } from '../../dist/recording/block-clock.js';
import { PreRoll } from '../../dist/recording/pre-roll.js';
import { firstAbove, peakOf, type Sound, type TakeEncoding } from '../../dist/recording/sound.js';
import { exactly, roughly, timeOfDay } from '../../dist/recording/wall-clock.js';
import { randomFrom } from '../helpers/random.js';

const full = { int16: 2 ** 15, int24: 2 ** 31, int32: 2 ** 31, float32: 1 } as const;

/** One value of a silent stretch, in the arrays that a stream of that kind delivers. */
function silence(sound: Sound, frames: number, channel: number, frame: number, value: number) {
  const samples = sound.layout === 'planar' ? frames : frames * sound.channels;
  const kinds = { int16: Int16Array, int24: Uint8Array, int32: Int32Array, float32: Float32Array };
  const length = samples * (sound.encoding === 'int24' ? 3 : 1);
  const count = sound.layout === 'planar' ? sound.channels : 1;
  const arrays = Array.from({ length: count }, () => new kinds[sound.encoding](length));
  const array = arrays[sound.layout === 'planar' ? channel : 0] as Int32Array;
  const at = sound.layout === 'planar' ? frame : frame * sound.channels + channel;
  const word = Math.round(value * full[sound.encoding]);
  if (sound.encoding === 'int24') for (let i = 0; i < 3; i++) array[3 * at + i] = word >> (8 + 8 * i);
  else array[at] = sound.encoding === 'float32' ? value : word;
  return arrays;
}

describe.each(['int16', 'int24', 'int32', 'float32'] as const)('levels of %s', (encoding: TakeEncoding) => {
  it.each(['planar', 'interleaved'] as const)('%s', (layout) => {
    const sound: Sound = { encoding, layout, channels: 3 };
    for (const value of [0.25, -0.25, -1]) {
      for (const channel of [0, 1, 2]) {
        const arrays = silence(sound, 50, channel, 37, value);
        const peaks = [0, 1, 2].map((index) => peakOf(sound, arrays, index, 50));
        expect(peaks).toEqual([0, 1, 2].map((index) => (index === channel ? Math.abs(value) : 0)));
        expect(peakOf(sound, arrays, channel, 37)).toBe(0);
        expect(firstAbove(sound, arrays, 50, 0.24)).toBe(37);
        expect(firstAbove(sound, arrays, 37, 0.24)).toBe(-1);
        expect(firstAbove(sound, arrays, 50, Math.abs(value))).toBe(-1);
      }
    }
  });
});

describe('pre-roll', () => {
  it.each([1, 7, 100, 1000])('of %i frames has those that came last, in order', (capacity) => {
    const sound: Sound = { encoding: 'int32', layout: 'interleaved', channels: 2 };
    const preRoll = new PreRoll(sound, capacity);
    const random = randomFrom(capacity);
    const gaps = [{ position: 130, frames: 40 }];
    for (let position = 100; position < 1500; ) {
      const frames = 1 + Math.floor(random() * 90);
      const samples = Int32Array.from({ length: 2 * 90 }, (_, i) => 2 * position + i);
      preRoll.add({ channels: [samples], frames: 90, position, gaps }, frames);
      position += frames;
      const pieces = [...preRoll.pieces()];
      const kept = Math.min(capacity, position - 100);
      expect(preRoll.frames).toBe(kept);
      const all = pieces.flatMap(({ channels }) => [...(channels[0] as Int32Array)]);
      expect(all).toEqual(Array.from({ length: 2 * kept }, (_, i) => 2 * (position - kept) + i));
      expect(pieces[0]?.position).toBe(position - kept);
      expect(pieces.reduce((sum, piece) => sum + piece.frames, 0)).toBe(kept);
    }
  });

  it('remembers what of it was lost', () => {
    const sound: Sound = { encoding: 'int16', layout: 'planar', channels: 1 };
    const preRoll = new PreRoll(sound, 100);
    const add = (position: number, gaps: { position: number; frames: number }[]) =>
      preRoll.add({ channels: [new Int16Array(60)], frames: 60, position, gaps }, 60);
    add(0, [{ position: 10, frames: 20 }]);
    add(60, [{ position: 100, frames: 5 }]);
    const gaps = () => [...preRoll.pieces()].flatMap((piece) => piece.gaps);
    expect(gaps()).toEqual([
      { position: 20, frames: 10 },
      { position: 100, frames: 5 },
    ]);
    add(120, []);
    expect(gaps()).toEqual([{ position: 100, frames: 5 }]);
  });

  it('of nothing is empty', () => {
    const preRoll = new PreRoll({ encoding: 'int16', layout: 'planar', channels: 1 }, 0);
    preRoll.add({ channels: [new Int16Array(5)], frames: 5, position: 0, gaps: [] }, 5);
    expect([...preRoll.pieces()]).toEqual([]);
  });
});

describe('the time of a frame', () => {
  it('is right to the frame however late buffer switches are, unless all of them are', () => {
    const [rate, latency, size] = [48_000, 300, 64];
    const clock = new BlockClock(rate, latency);
    const random = randomFrom(3);
    const begin = process.hrtime.bigint();
    const nsOf = (frames: number) => BigInt(Math.round((frames / rate) * 1e9));
    for (let position = 0; position < 2 * rate; position += size) {
      const late = random() < 0.05 ? 0n : BigInt(Math.floor(random() * 3e6));
      clock.observe({ position, timeNs: begin + nsOf(position) + late });
    }
    for (const position of [0, 95_999, 96_000, 200_000]) {
      const time = begin + nsOf(position - latency);
      expect(clock.positionAt(time)).toBe(position);
      expect(clock.positionAt(clock.timeOf(position))).toBe(position);
    }
  });

  it('by the time of day is the same both ways', () => {
    const now = process.hrtime.bigint();
    const inAnHour = Date.now() + 3_600_000;
    const coarse = roughly(inAnHour) - now;
    const fine = exactly(inAnHour) - now;
    for (const ns of [coarse, fine]) expect(ns).toBeGreaterThan(3_599_998_000_000n);
    expect(Math.abs(timeOfDay(now + fine) - inAnHour)).toBeLessThan(60_000);
  });
});
