import { checkInteger, checkOneOf, checkPositive, expected } from '../validate.js';
import {
  type AudioFormat,
  type Encoding,
  encodings,
  fullBits,
  isInteger,
  maxChannels,
  maxSampleRate,
} from './audio-format.js';

/** A format as it is given by a program. */
export type GivenFormat = Pick<AudioFormat, 'encoding' | 'channels' | 'sampleRate'> &
  Partial<Pick<AudioFormat, 'validBits' | 'channelMask'>>;

/** Completes a format that a program gives, or throws `TypeError` or `RangeError` for the part that is wrong. */
export function checkFormat(name: string, given: GivenFormat): AudioFormat {
  const encoding: Encoding = checkOneOf(`${name}.encoding`, given.encoding, encodings);
  const full = fullBits(encoding);
  const validBits = checkInteger(`${name}.validBits`, given.validBits ?? full, 1, full);
  if (validBits !== full && !isInteger(encoding)) {
    throw new RangeError(expected(`${full}`, `${name}.validBits`, validBits));
  }
  const mask = given.channelMask;
  return {
    encoding,
    validBits,
    channels: checkInteger(`${name}.channels`, given.channels, 1, maxChannels),
    sampleRate: checkPositive(`${name}.sampleRate`, given.sampleRate, maxSampleRate),
    channelMask: mask === undefined ? undefined : checkInteger(`${name}.channelMask`, mask, 0, 0xffffffff),
  };
}
