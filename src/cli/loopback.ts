import type { AudioFile } from '../files/audio-file.js';
import { describe, isDsd } from '../files/audio-format.js';
import { createAudioFile } from '../files/create-audio-file.js';
import { openAudioFile } from '../files/open-audio-file.js';
import type { Device } from '../index.js';
import { checkTarget } from './check-target.js';
import { virtualDriver } from './choose-driver.js';
import { type Command, CommandError, type Context, exitCode } from './command.js';
import { document, verdict } from './loopback-report.js';
import { runLoop } from './loopback-run.js';
import { Meter } from './meter.js';
import { openAudio } from './open-audio.js';
import { openFor, pickChannels, ringFrames, sampleTypes } from './open-device.js';
import type { Arguments } from './options.js';
import { routeOf } from './route.js';
import { carries, containerOf } from './sample-type.js';

/** Sends a file through a device and back, and compares every sample. */
export const loopback: Command = {
  summary: 'play an audio file, record it through the same device and compare every sample',
  positionals: ['file.wav'],
  options: ['driver', 'rate', 'buffer', 'channels', 'out', 'force', 'json'],
  notes: [
    `Without --driver it goes through the virtual driver (${virtualDriver}).`,
    '--channels names the channels to use, the same for inputs and outputs.',
    'The file that --out writes has exactly the length and the format of the input.',
  ],
  async run(args, context) {
    const [file = ''] = args.positionals;
    await using played = await openAudio(file, context.terminal);
    await using expected = await openAudioFile(file);
    const { encoding } = played.format;
    if (encoding === 'float64' || isDsd(encoding)) {
      const what = describe(played.format);
      throw new CommandError(exitCode.failure, `${file}: holds ${what}, which is not compared`);
    }
    if (args.channels !== undefined && args.channels.length !== played.format.channels) {
      const count = played.format.channels;
      throw new CommandError(
        exitCode.usage,
        `--channels has to name ${count}, one for each channel of the file`,
      );
    }
    if (args.out !== undefined) await checkTarget(args.out, args.force === true, file);
    const route = routeOf(played, args);
    const type = encoding === 'int8' ? 'int16lsb' : `${encoding}lsb`;
    await using device = await openFor(args.driver ?? virtualDriver, route, context, { type });
    return await runOn(device, route.rate, args, played, expected, context);
  },
};

async function runOn(
  device: Device,
  rate: number,
  args: Arguments,
  played: AudioFile,
  expected: AudioFile,
  { terminal, signal }: Context,
): Promise<number> {
  const { format } = played;
  const inputs = pickChannels(device, 'input', args.channels, format.channels);
  const outputs = pickChannels(device, 'output', args.channels, format.channels);
  const types = [...sampleTypes(device, 'input', inputs), ...sampleTypes(device, 'output', outputs)];
  const unfit = types.find((type) => !carries(type, format));
  if (unfit !== undefined)
    terminal.warn(`${unfit} of ${device.name} cannot carry ${format.encoding} exactly`);
  const depth = ringFrames(device, rate, args.buffer);
  await using stream = await device.openStream({
    inputs,
    outputs,
    format: played.streamFormat,
    depth,
    ...(args.buffer === undefined ? {} : { bufferSize: args.buffer }),
  });
  await using writer =
    args.out === undefined
      ? null
      : await createAudioFile(
          args.out,
          { ...format, container: containerOf(args.out) },
          { overwrite: args.force === true },
        );
  const meter = new Meter(terminal, format.channels, rate, played.frames ?? undefined);
  const result = await runLoop({ stream, rate, depth, played, expected, writer, meter, signal });
  await writer?.close();
  const facts = { file: played, device, stream, rate, result, out: args.out ?? null };
  terminal.result(document(facts), () => verdict(facts, terminal));
  if (result.inconclusive) return exitCode.lost;
  const cutShort = signal.aborted && result.checker.comparison.different === 0;
  return result.identical || cutShort ? exitCode.ok : exitCode.failure;
}
