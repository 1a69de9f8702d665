import { captured } from '../captured.js';
import type { AudioFileWriter } from '../files/audio-file-writer.js';
import type { Encoding } from '../files/audio-format.js';
import { createAudioFile } from '../files/create-audio-file.js';
import type { Plane } from '../files/decoder.js';
import { naturalFormat } from '../files/delivery.js';
import { roundTo, wordsOf } from '../files/samples.js';
import { type Device, openDevice, type Stream } from '../index.js';
import { lostAudio } from '../lost-audio.js';
import { checkTarget } from './check-target.js';
import { defaultDriver } from './choose-driver.js';
import { type Command, CommandError, type Context, exitCode } from './command.js';
import { Meter } from './meter.js';
import { pickChannels, ringFrames, sampleTypes, useRate } from './open-device.js';
import type { Arguments } from './options.js';
import { containerOf, encodingFor, holds } from './sample-type.js';
import { printable } from './table.js';
import type { Terminal } from './terminal.js';
import { whileRunning } from './while-running.js';

/** Records inputs of a device to a WAV or FLAC file. */
export const record: Command = {
  summary: 'record to a WAV or FLAC file until the time is over or Ctrl+C',
  positionals: ['file.wav'],
  options: ['driver', 'rate', 'buffer', 'channels', 'duration', 'format', 'force', 'json'],
  notes: [
    'A name that ends with .flac makes a FLAC file, any other a WAV file.',
    'Without --channels the first two inputs are recorded.',
    'Samples that never arrived are silence in the file, so that the rest keeps its place in time.',
    'A --format that is narrower than the driver rounds to nearest, without dither.',
  ],
  async run(args, context) {
    const [file = ''] = args.positionals;
    await checkTarget(file, args.force === true);
    await using device = await openDevice(args.driver ?? defaultDriver(), { signal: context.signal });
    if (args.rate !== undefined) await useRate(device, args.rate);
    const rate = device.sampleRate;
    if (rate === null) {
      const what = `${device.name} does not know its sample rate; set one with --rate`;
      throw new CommandError(exitCode.device, what);
    }
    const firstTwo = Math.min(2, Math.max(1, device.inputs.length));
    const inputs = pickChannels(device, 'input', args.channels, firstTwo);
    const types = sampleTypes(device, 'input', inputs);
    const encoding = args.format ?? encodingFor(types);
    const lossy = types.find((type) => !holds(encoding, type));
    if (lossy !== undefined) {
      context.terminal.warn(
        `the driver delivers ${lossy}, which a file of ${encoding} does not hold exactly`,
      );
    }
    await using stream = await device.openStream({
      inputs,
      outputs: [],
      format: naturalFormat(encoding),
      depth: ringFrames(device, rate, args.buffer),
      ...(args.buffer === undefined ? {} : { bufferSize: args.buffer }),
    });
    return await recordTo(
      { file, device, stream, rate, encoding, exact: lossy === undefined },
      args,
      context,
    );
  },
};

/** What is recorded, and where to. */
interface Take {
  readonly file: string;
  readonly device: Device;
  readonly stream: Stream;
  readonly rate: number;
  readonly encoding: Encoding;
  /** The file holds every sample as the driver delivers it. */
  readonly exact: boolean;
}

async function recordTo(take: Take, args: Arguments, context: Context): Promise<number> {
  const { file, stream, rate, encoding } = take;
  const { terminal, signal } = context;
  const format = {
    container: containerOf(file),
    encoding,
    channels: stream.inputs.length,
    sampleRate: Math.round(rate),
  };
  const writer = await createAudioFile(file, format, { overwrite: args.force === true });
  const limit = args.duration === undefined ? undefined : Math.max(1, Math.round(args.duration * rate));
  const meter = new Meter(terminal, format.channels, rate, limit);
  try {
    await whileRunning(stream, signal, () =>
      capture(stream, writer, limit ?? Number.POSITIVE_INFINITY, meter),
    );
    if (!signal.aborted && writer.frames !== limit) {
      throw new CommandError(exitCode.device, `${take.device.name} has stopped delivering`);
    }
    await writer.close();
  } catch (error) {
    const complete = await writer.close().then(
      () => '',
      () => '; its header could not be completed, so its length stands as unknown in it',
    );
    terminal.warn(`${file} holds the ${writer.frames} frames that were recorded until then${complete}`);
    throw error;
  }
  const lost = lostAudio(stream).input;
  if (lost > 0)
    terminal.warn(`${lost} frames were lost and are silence in the file: this machine was too busy`);
  report(take, writer.frames, lost, terminal);
  return lost > 0 ? exitCode.lost : exitCode.ok;
}

/** Writes what comes in until `limit` frames are there or the stream has stopped. */
async function capture(stream: Stream, writer: AudioFileWriter, limit: number, meter: Meter): Promise<void> {
  const { encoding } = writer.format;
  // A sixteenth of a second: that much is not in the file yet if the machine dies, and levels move that often.
  const size = Math.max(stream.bufferSize, Math.ceil(writer.format.sampleRate / 16));
  for await (const piece of captured<Plane>(stream, size)) {
    if (encoding === 'int16' || encoding === 'int24') {
      for (const channel of piece.channels) roundTo(wordsOf(channel), encoding === 'int16' ? 16 : 24);
    }
    await writer.write(piece.channels, Math.min(piece.frames, limit - writer.frames));
    meter.add(piece.channels, piece.frames, writer.frames);
    if (writer.frames >= limit) return;
  }
}

function report(take: Take, frames: number, lostFrames: number, terminal: Terminal): void {
  const { file, device, stream, rate, encoding, exact } = take;
  const seconds = frames / rate;
  terminal.result(
    {
      file,
      driver: { id: device.driver.id, name: device.name },
      inputs: stream.inputs,
      sampleRate: rate,
      bufferSize: stream.bufferSize,
      format: encoding,
      frames,
      seconds,
      exact,
      overruns: stream.stats.overruns,
      lostFrames,
    },
    () =>
      `recorded ${frames} frames (${seconds.toFixed(1)} s, ${rate} Hz, ${encoding}) ` +
      `from ${printable(device.name)}, inputs ${stream.inputs.join(',')}, to ${file}`,
  );
}
