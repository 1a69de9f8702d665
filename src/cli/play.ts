import type { AudioFile } from '../files/audio-file.js';
import type { Stream } from '../index.js';
import { lostAudio } from '../lost-audio.js';
import { defaultDriver } from './choose-driver.js';
import { type Command, CommandError, type Context, exitCode } from './command.js';
import { Feeder } from './feeder.js';
import { Meter } from './meter.js';
import { openAudio } from './open-audio.js';
import { openFor, pickChannels, ringFrames, sampleTypes } from './open-device.js';
import { PlayedLevels } from './played-levels.js';
import { carries } from './sample-type.js';
import { printable } from './table.js';
import type { Terminal } from './terminal.js';
import { whileRunning } from './while-running.js';

/** Plays an audio file, at its own rate unless told otherwise. */
export const play: Command = {
  summary: 'play an audio file at its own sample rate; nothing is resampled',
  positionals: ['file.wav'],
  options: ['driver', 'rate', 'buffer', 'channels', 'json'],
  notes: [
    '--channels names one output for each channel of the file, or any number for a file with one channel.',
    '--rate changes the rate of the device only: the file is played faster or slower.',
  ],
  async run(args, context) {
    const { terminal } = context;
    const { channels, buffer } = args;
    await using reader = await openAudio(args.positionals[0] ?? '', terminal);
    const { format } = reader;
    checkCount(channels, format.channels);
    const rate = args.rate ?? format.sampleRate;
    await using device = await openFor(args.driver ?? defaultDriver(), { format, rate, channels }, context);
    const outputs = pickChannels(device, 'output', channels, format.channels);
    const unfit = sampleTypes(device, 'output', outputs).find((type) => !carries(type, format));
    if (unfit !== undefined) {
      terminal.warn(`${device.name} takes ${unfit}, which cannot carry ${format.encoding} samples exactly`);
    }
    const depth = ringFrames(device, rate, buffer);
    await using stream = await device.openStream({
      inputs: [],
      outputs,
      format: reader.streamFormat,
      depth,
      ...(buffer === undefined ? {} : { bufferSize: buffer }),
    });
    const lost = await playOn(stream, reader, rate, depth, context);
    report(stream, reader, rate, lost, terminal);
    return lost > 0 ? exitCode.lost : exitCode.ok;
  },
};

/** Resolves to the frames that were lost. An interrupt cuts the sound off. */
async function playOn(
  stream: Stream,
  reader: AudioFile,
  rate: number,
  depth: number,
  { terminal, signal }: Context,
): Promise<number> {
  const meter = new Meter(terminal, reader.format.channels, rate, reader.frames ?? undefined);
  using levels = terminal.watched ? new PlayedLevels(stream, meter) : null;
  const feeder = new Feeder(reader, stream);
  feeder.onQueued = (channels, frames, position) => levels?.add(channels, frames, position);
  const cut = () => void stream.close().catch(() => {});
  signal.addEventListener('abort', cut, { once: true });
  try {
    await feeder.queue(depth);
    await whileRunning(stream, signal, async () => {
      await feeder.queue();
      // The driver still has to play what it has taken: what follows must be silence, not the end of the stream.
      await feeder.queueSilence(stream.latencies.output + 2 * stream.bufferSize);
      await stream.output.drain();
    });
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', cut);
  }
  return lostAudio(stream).output;
}

function report(stream: Stream, reader: AudioFile, rate: number, lost: number, terminal: Terminal): void {
  const { device, outputs, bufferSize } = stream;
  const { path, format, problem, position: frames } = reader;
  const seconds = frames / rate;
  if (lost > 0) terminal.warn(`${lost} frames came too late and silence went out: this machine was too busy`);
  terminal.result(
    {
      file: path,
      driver: { id: device.driver.id, name: device.name },
      outputs,
      sampleRate: rate,
      bufferSize,
      format: format.encoding,
      frames,
      seconds,
      underruns: stream.stats.underruns,
      lostFrames: lost,
      problem,
    },
    () =>
      `played ${frames} frames (${seconds.toFixed(1)} s, ${rate} Hz, ${format.encoding}) of ${path} ` +
      `on ${printable(device.name)}, outputs ${outputs.join(',')}`,
  );
}

function checkCount(listed: readonly number[] | undefined, inFile: number): void {
  if (listed === undefined || listed.length === inFile || inFile === 1) return;
  throw new CommandError(
    exitCode.usage,
    `the file has ${inFile} channels, --channels names ${listed.length}; name one output for each`,
  );
}
