import { captured } from '../captured.js';
import { type Device, openDevice, type Stream } from '../index.js';
import { lossReason, lostAudio } from '../lost-audio.js';
import { defaultDriver } from './choose-driver.js';
import { type Command, CommandError, type Context, exitCode } from './command.js';
import { LevelScreen } from './level-screen.js';
import { type Level, Levels } from './levels.js';
import { decibels, interval } from './meter.js';
import { knownRate, pickChannels, ringFrames, sampleTypes, useRate } from './open-device.js';
import { settingsFor } from './settings.js';
import { printable, table } from './table.js';
import type { Terminal } from './terminal.js';
import { whileRunning } from './while-running.js';

/** Shows the levels of inputs while somebody watches, and at the end what they were. */
export const meter: Command = {
  summary: 'show the levels of the inputs until the time is over or Ctrl+C',
  positionals: [],
  options: ['driver', 'rate', 'buffer', 'channels', 'duration', 'settings', 'json'],
  notes: [
    'In a terminal each input has a line: its peak as a bar and in dB of full scale, its RMS, the highest peak of the last',
    'two seconds, and CLIP once a sample was at the end of the scale. Where there are more inputs than lines they share one.',
    'Elsewhere nothing is shown but the result: the highest peak of each input, the RMS of all its samples, and how many',
    'of them were at the end of the scale. Without --channels it is all inputs.',
    '',
    'Examples:',
    '  bufferswitch meter --driver "Fireface" --channels 0-7',
    '  bufferswitch meter --duration 5 --json',
  ],
  async run(args, context) {
    const driver = args.driver ?? defaultDriver();
    const settings = settingsFor(driver, args.settings);
    await using device = await openDevice(driver, { ...settings, signal: context.signal });
    if (args.rate !== undefined) await useRate(device, args.rate);
    const rate = knownRate(device);
    if (device.ioFormat !== 'pcm') {
      throw new CommandError(
        exitCode.device,
        `${device.name} does DSD now, which has no levels; switch it to PCM`,
      );
    }
    const inputs = pickChannels(device, 'input', args.channels, Math.max(1, device.inputs.length));
    await using stream = await device.openStream({
      inputs,
      outputs: [],
      format: 'float32',
      depth: ringFrames(device, rate, args.buffer),
      ...(args.buffer !== undefined && { bufferSize: args.buffer }),
    });
    const levels = new Levels(sampleTypes(device, 'input', inputs));
    const limit = Math.max(1, Math.round((args.duration ?? Number.POSITIVE_INFINITY) * rate));
    const watch = { stream, levels, rate, limit };
    const frames = await whileRunning(stream, context.signal, () => listen(watch, context));
    return report({ ...watch, device, frames, lost: lostAudio(stream).input }, context.terminal);
  },
};

interface Watch {
  readonly stream: Stream;
  readonly levels: Levels;
  readonly rate: number;
  /** Frames to listen to. */
  readonly limit: number;
}

/** Until `limit` frames came in, or the stream has stopped. How many there were. */
async function listen({ stream, levels, rate, limit }: Watch, { terminal }: Context): Promise<number> {
  const { device, inputs } = stream;
  const names = inputs.map((index) => `${index} ${device.inputs[index]?.name ?? ''}`);
  const screen = new LevelScreen(terminal, names, `${device.name}, ${rate} Hz`, rate);
  let frames = 0;
  let drawn = Number.NEGATIVE_INFINITY;
  for await (const piece of captured<Float32Array>(
    stream,
    Math.max(stream.bufferSize, Math.ceil(rate / 25)),
  )) {
    const count = Math.min(piece.frames, limit - frames);
    levels.add(piece.channels, count);
    frames += count;
    const now = performance.now();
    if (terminal.watched && now - drawn >= interval) {
      drawn = now;
      screen.draw(levels.takeRecent(), frames / rate);
    }
    if (frames >= limit) break;
  }
  return frames;
}

interface Heard extends Watch {
  readonly device: Device;
  readonly frames: number;
  readonly lost: number;
}

function report({ device, stream, levels, rate, frames, lost }: Heard, terminal: Terminal): number {
  if (lost > 0) terminal.warn(`${lost} frames were lost and count as silence: ${lossReason(stream)}`);
  const channels = levels.all.map((level, i) => {
    const index = stream.inputs[i] as number;
    return { index, name: device.inputs[index]?.name ?? '', ...level };
  });
  const document = {
    driver: { id: device.driver.id, name: device.name },
    sampleRate: rate,
    bufferSize: stream.bufferSize,
    frames,
    seconds: frames / rate,
    lostFrames: lost,
    inputs: channels.map(({ peak, rms, ...channel }) => ({
      ...channel,
      peak,
      peakDecibels: decibelsOf(peak),
      rms,
      rmsDecibels: decibelsOf(rms),
    })),
  };
  terminal.result(document, () => describe(channels, terminal));
  return lost > 0 ? exitCode.lost : exitCode.ok;
}

/** Null for silence: JSON has no infinity. */
const decibelsOf = (value: number) => (value > 0 ? 20 * Math.log10(value) : null);

function describe(
  channels: readonly (Level & { readonly index: number; readonly name: string })[],
  terminal: Terminal,
): string {
  const head = [' #', ' PEAK', '  RMS', 'CLIPPED', 'NAME'].map((title) => terminal.style('dim', title));
  const rows = channels.map(({ index, name, peak, rms, clips }) => [
    String(index).padStart(2),
    decibels(peak),
    decibels(rms),
    clips === 0 ? '-' : `${clips} sample${clips === 1 ? '' : 's'}`,
    printable(name),
  ]);
  return table([head, ...rows]);
}
