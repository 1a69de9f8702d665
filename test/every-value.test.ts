/**
 * Every sample type in every format, through output, virtual driver and input: every value there is of up to 24 bits,
 * and of what is wider the edges and ten million others. What the driver's type holds comes back bit for bit, and what
 * it does not comes back as the rules say.
 */
import type { Samples } from 'bufferswitch';
import { describe, expect, test } from 'vitest';
import { everyCode, everyValue } from './helpers/every-value.js';
import { nextBlock, openLoopback } from './helpers/loopback.js';
import {
  access,
  arrayFor,
  as,
  driverTypes,
  elementsOf,
  holds,
  type Kind,
  kindOfFormat,
  type NumberFormat,
  numberFormats,
} from './helpers/sample-rules.js';

const channels = 16;
const bufferSize = 8192;
const timeout = 300_000;

const bytesOf = (samples: Samples) => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);

/** What comes back of `played` from a driver whose type is of `kind`. */
function expectedOf(format: NumberFormat, kind: Kind, played: Samples): Samples {
  if (holds(kind, kindOfFormat[format])) return played;
  const count = played.length / elementsOf(format);
  const expected = arrayFor(format, count);
  const { get, set } = access[format];
  for (let i = 0; i < count; i++) set(expected, i, as(kind, get(played, i)));
  return expected;
}

/** One buffer's worth of `samples` from sample `start` on, cut into channels. */
function cut(samples: Samples, perSample: number, start: number): Samples[] {
  return Array.from({ length: channels }, (_, channel) => {
    const from = (start + channel * bufferSize) * perSample;
    return samples.subarray(from, from + bufferSize * perSample);
  });
}

/** Plays all of `played` and compares what comes back. */
async function playAndCompare(type: string, format: NumberFormat, played: Samples, expected: Samples) {
  await using device = await openLoopback({
    inputs: channels,
    outputs: channels,
    type,
    delay: bufferSize,
    maxBuffer: bufferSize,
  });
  await using stream = await device.openStream({ format, bufferSize, depth: 1 });
  await stream.start();
  const perSample = elementsOf(format);
  const perBuffer = channels * bufferSize;
  const count = played.length / perSample;
  for (let start = -perBuffer; start < count; start += perBuffer) {
    const next = start + perBuffer;
    if (next < count) {
      const planes = cut(played, perSample, next).map((plane) => {
        if (plane.length === bufferSize * perSample) return plane;
        const padded = arrayFor(format, bufferSize);
        padded.set(plane);
        return padded;
      });
      void stream.output.write(planes);
    }
    await device.step(1);
    const block = await nextBlock(stream.input);
    if (start < 0) continue; // the delay
    for (const [channel, wanted] of cut(expected, perSample, start).entries()) {
      const heard = (block.channels[channel] as Samples).subarray(0, wanted.length);
      if (bytesOf(heard).equals(bytesOf(wanted))) continue;
      // Which of the many NaNs it is, JavaScript does not say.
      for (let i = 0; i < wanted.length / perSample; i++) {
        const got = access[format].get(heard, i);
        const want = access[format].get(wanted, i);
        if (Object.is(got, want)) continue;
        const place = { type, format, sample: start + channel * bufferSize + i };
        expect({ ...place, value: got }).toEqual({ ...place, value: want });
      }
    }
  }
}

describe.each(numberFormats)('%s', (format) => {
  const everything = everyValue(format);
  let kindOfLast: Kind | undefined;
  let expected = everything;

  test.each(driverTypes)('every value over %s', { timeout }, async (type, kind) => {
    if (kind !== kindOfLast) expected = expectedOf(format, kind, everything);
    kindOfLast = kind;
    await playAndCompare(type, format, everything, expected);
  });

  // Where the format is the wider one, all that the driver can hold is in it.
  const { float, bits: formatBits } = kindOfFormat[format];
  const narrower = driverTypes.filter(
    ([, kind]) => !kind.float && (float ? kind.bits <= 24 : kind.bits < formatBits),
  );
  test.each(narrower)('every code of %s', { timeout }, async (type, { bits }) => {
    const codes = everyCode(format, bits);
    await playAndCompare(type, format, codes, codes);
  });
});
