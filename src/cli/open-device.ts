import type { AudioFormat } from '../files/audio-format.js';
import { type Device, openDevice } from '../index.js';
import { isBuiltIn } from './choose-driver.js';
import { CommandError, type Context, exitCode } from './command.js';

/** What the device is to carry. The built-in virtual driver is made to fit; any other is what it is. */
export interface Material {
  readonly format: AudioFormat;
  /** Hz at which the device is to run. */
  readonly rate: number;
  /** The channels that the command line names, if it does. */
  readonly channels: readonly number[] | undefined;
}

/** Opens a driver for this material and sets its sample rate. What it cannot do is refused, never replaced. */
export async function openFor(driver: string, material: Material, context: Context): Promise<Device> {
  const settings = isBuiltIn(driver) ? { settings: virtualSettings(material) } : {};
  const device = await openDevice(driver, { ...settings, signal: context.signal });
  try {
    await useRate(device, material.rate);
    return device;
  } catch (error) {
    await device.close();
    throw error;
  }
}

/** Leaves the rate alone where it is right already: setting it can make a device drop its clock for a moment. */
export async function useRate(device: Device, rate: number): Promise<void> {
  if (device.sampleRate !== rate) await device.setSampleRate(rate);
}

/** How long a busy machine may look away before audio is lost. */
const ringSeconds = 2;

/** The frames that a stream's rings should hold. */
export function ringFrames(device: Device, rate: number, bufferSize: number | undefined): number {
  return Math.ceil(ringSeconds * rate) + 4 * (bufferSize ?? device.bufferSizes.preferred);
}

/** The channels that `--channels` names, or the first `count`; refused where the device has fewer. */
export function pickChannels(
  device: Device,
  direction: 'input' | 'output',
  listed: readonly number[] | undefined,
  count: number,
): readonly number[] {
  const there = (direction === 'input' ? device.inputs : device.outputs).length;
  const wanted = listed ?? Array.from({ length: count }, (_, index) => index);
  const missing = wanted.find((channel) => channel >= there);
  if (missing === undefined) return wanted;
  const range = there === 0 ? `no ${direction}s` : `${direction}s 0 to ${there - 1}`;
  throw new CommandError(
    exitCode.device,
    `${device.name} has ${range}; ${direction} ${missing} is not there. Choose others with --channels`,
  );
}

/** The sample types of some of a device's channels. */
export function sampleTypes(
  device: Device,
  direction: 'input' | 'output',
  channels: readonly number[],
): string[] {
  const all = direction === 'input' ? device.inputs : device.outputs;
  return channels.map((index) => all[index]?.sampleType ?? '');
}

function virtualSettings({ format, rate, channels = [] }: Material) {
  const count = Math.max(2, format.channels, ...channels.map((channel) => channel + 1));
  return {
    inputs: count,
    outputs: count,
    type: format.encoding === 'int8' ? 'int16lsb' : `${format.encoding}lsb`,
    rates: [rate],
    rate,
  };
}
