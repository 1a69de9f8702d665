import { type Device, openDevice, type Stream } from '../index.js';
import { FileNames } from '../recording/file-names.js';
import { checkTake, type TakeFormat } from '../recording/part.js';
import { frameBytes, type Sound, type TakeEncoding } from '../recording/sound.js';
import { leastSplit, type Split } from '../recording/split.js';
import { defaultDriver } from './choose-driver.js';
import { type Command, type Context, usageError } from './command.js';
import { knownRate, pickChannels, sampleTypes, useRate } from './open-device.js';
import type { Arguments } from './options.js';
import { checkTakeTargets } from './record-files.js';
import { containerOf, encodingFor, holds } from './sample-type.js';
import { settingsFor } from './settings.js';
import { runTake, type Take } from './take.js';
import { checkAhead } from './take-options.js';

/** Records inputs of a device to WAV or FLAC files. */
export const record: Command = {
  summary: 'record to WAV or FLAC files until the time is over or Ctrl+C',
  positionals: ['file.wav'],
  options: [
    'driver',
    'rate',
    'buffer',
    'channels',
    'duration',
    'format',
    'mono',
    'split',
    'start-level',
    'start-at',
    'pre-roll',
    'settings',
    'force',
    'json',
  ],
  notes: [
    'A name that ends with .flac makes FLAC files, any other WAV files.',
    'Without --channels the first two inputs are recorded.',
    'With --mono take.wav becomes take-in0.wav, take-in1.wav and so on, by the numbers of the channels; with --split',
    'take-001.wav, take-002.wav; with both take-in0-001.wav.',
    '--duration counts from the start, without the pre-roll. Ctrl+C before the start leaves no file.',
    'Samples that never arrived are silence in the file, so that the rest keeps its place in time.',
    'A --format that is narrower than the driver rounds to nearest, without dither.',
  ],
  async run(args, context) {
    checkStart(args);
    const [file = ''] = args.positionals;
    if (args.mono !== true) await checkTakeTargets(namesOf(file, args, null), args.force === true);
    else if (args.channels !== undefined)
      await checkTakeTargets(namesOf(file, args, args.channels), args.force === true);
    const driver = args.driver ?? defaultDriver();
    const settings = settingsFor(driver, args.settings);
    await using device = await openDevice(driver, { ...settings, signal: context.signal });
    if (args.rate !== undefined) await useRate(device, args.rate);
    const take = await planTake(device, file, args, context);
    await using stream = await openStream(take, args);
    if (args['start-at'] !== undefined) checkAhead(args['start-at'], new Date(args['start-at']).toString());
    return await runTake(take, stream, args, context);
  },
};

function checkStart(args: Arguments): void {
  const [level, time] = [args['start-level'], args['start-at']];
  if (level !== undefined && time !== undefined)
    throw usageError('--start-level and --start-at exclude each other; name one of them');
  if (args['pre-roll'] !== undefined && level === undefined && time === undefined)
    throw usageError('--pre-roll needs a start to be before: name --start-level or --start-at as well');
}

function namesOf(file: string, args: Arguments, channels: readonly number[] | null): FileNames {
  return new FileNames(file, args.split !== undefined, channels);
}

/** Everything that can be refused is refused here, before there is a file. */
async function planTake(device: Device, file: string, args: Arguments, context: Context): Promise<Take> {
  const rate = knownRate(device);
  const firstTwo = Math.min(2, Math.max(1, device.inputs.length));
  const inputs = pickChannels(device, 'input', args.channels, firstTwo);
  const types = sampleTypes(device, 'input', inputs);
  const encoding = (args.format ?? encodingFor(types)) as TakeEncoding;
  const lossy = types.find((type) => !holds(encoding, type));
  if (lossy !== undefined) {
    context.terminal.warn(`the driver delivers ${lossy}, which a file of ${encoding} does not hold exactly`);
  }
  const mono = args.mono === true;
  const container = containerOf(file);
  const layout = mono || container === 'flac' ? 'planar' : 'interleaved';
  const sound: Sound = { encoding, layout, channels: inputs.length };
  const format: TakeFormat = { sound, container, sampleRate: Math.round(rate), mono };
  checkTake(file, format);
  const names = namesOf(file, args, mono ? inputs : null);
  await checkTakeTargets(names, args.force === true);
  const split = splitOf(args, format, rate);
  const preRoll = Math.round((args['pre-roll'] ?? 0) * rate);
  checkPreRoll(preRoll, sound);
  return { device, inputs, rate, sound, format, names, split, preRoll, exact: lossy === undefined };
}

function splitOf({ split }: Arguments, format: TakeFormat, rate: number): Split | null {
  if (split === undefined) return null;
  const least = leastSplit(format);
  const chosen = 'bytes' in split ? split : { frames: Math.round(split.seconds * rate) };
  const tooShort = 'bytes' in chosen ? chosen.bytes < least.bytes : chosen.frames < least.frames;
  if (!tooShort) return chosen;
  const allowed = `${least.frames / rate} s or ${least.bytes} bytes`;
  throw usageError(`--split makes files of less than a tenth of a second; here it needs at least ${allowed}`);
}

/** What is kept in memory before the start. */
const mostPreRollBytes = 2 ** 30;

function checkPreRoll(frames: number, sound: Sound): void {
  if (frames * frameBytes(sound) <= mostPreRollBytes) return;
  const most = Math.floor(mostPreRollBytes / frameBytes(sound));
  throw usageError(
    `--pre-roll of ${frames} frames takes more than 1 GiB of memory; here it can be ${most} frames`,
  );
}

/** How long a disk may look away before audio is lost, and the memory that it may cost. */
const ringSeconds = 10;
const leastRingSeconds = 2;
const mostRingBytes = 128 * 2 ** 20;
/** Each array of each block in the ring is an object, as soon as it is needed. */
const mostRingArrays = 2 ** 18;

function openStream({ device, inputs, rate, sound }: Take, args: Arguments): Promise<Stream> {
  const bufferSize = args.buffer ?? device.bufferSizes.preferred;
  const arrays = sound.layout === 'planar' ? sound.channels : 1;
  const frames = Math.min(mostRingBytes / frameBytes(sound), (mostRingArrays / arrays) * bufferSize);
  const seconds = Math.min(ringSeconds, frames / rate);
  return device.openStream({
    inputs,
    outputs: [],
    format: sound.encoding,
    layout: sound.layout,
    depth: Math.ceil(Math.max(leastRingSeconds, seconds) * rate) + 4 * bufferSize,
    ...(args.buffer === undefined ? {} : { bufferSize: args.buffer }),
  });
}
