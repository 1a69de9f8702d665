import type { AudioFile } from '../files/audio-file.js';
import { isDsd } from '../files/audio-format.js';
import type { StreamFormat } from '../files/delivery.js';
import { CommandError, exitCode } from './command.js';

/** As what a device takes audio: as numbers, as single bits, or as single bits within numbers of 24 bits. */
export type Carriage = 'pcm' | 'dsd' | 'dop';

/** How audio goes through a device. Files with the same route follow one another without a gap. */
export interface Route {
  readonly carriage: Carriage;
  /** Hz at which the device is to run. */
  readonly rate: number;
  /** What the file delivers. A stream has the same, but for DoP. */
  readonly format: StreamFormat;
  /** Channels of the device, in the order of those of the file. */
  readonly channels: readonly number[];
}

/** DSD samples in one sample of DoP. */
export const dopSamples = 16;

export interface RouteOptions {
  readonly rate?: number;
  readonly channels?: readonly number[];
  readonly dop?: boolean;
}

/** The route of a file, as the command line wants it. */
export function routeOf(file: AudioFile, { rate, channels, dop }: RouteOptions): Route {
  const { format, streamFormat } = file;
  const inFile = format.channels;
  if (channels !== undefined && channels.length !== inFile && inFile !== 1) {
    throw new CommandError(
      exitCode.usage,
      `the file has ${inFile} channels, --channels names ${channels.length}; name one output for each`,
    );
  }
  const carriage = !isDsd(format.encoding) ? 'pcm' : dop === true ? 'dop' : 'dsd';
  return {
    carriage,
    rate: rate ?? (carriage === 'dop' ? format.sampleRate / dopSamples : format.sampleRate),
    format: streamFormat,
    channels: channels ?? Array.from({ length: inFile }, (_, index) => index),
  };
}

export function isSameRoute(one: Route, other: Route): boolean {
  return (
    one.carriage === other.carriage &&
    one.rate === other.rate &&
    one.format === other.format &&
    one.channels.length === other.channels.length &&
    one.channels.every((channel, index) => channel === other.channels[index])
  );
}

/** Frames of the file that pass in a second: of DoP, more than the device's. */
export function fileRate({ carriage, rate }: Route): number {
  return carriage === 'dop' ? dopSamples * rate : rate;
}
