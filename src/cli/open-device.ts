import { type Device, type DriverSettings, openDevice } from '../index.js';
import { isBuiltIn } from './choose-driver.js';
import { CommandError, type Context, exitCode } from './command.js';
import { checkDsdTypes, useIoFormat } from './dsd.js';
import type { Route } from './route.js';

/**
 * Opens a driver for this route. What it cannot do is refused, never replaced. The built-in one is made to fit, with
 * samples of `type`, by default those that hold all that can come. Before all that go the `settings` that were asked for.
 */
export async function openFor(
  driver: string,
  route: Route,
  context: Context,
  { type = typeFor(route), settings }: { type?: string; settings?: DriverSettings } = {},
): Promise<Device> {
  const fitting = isBuiltIn(driver) ? virtualSettings(route, type) : undefined;
  const all =
    fitting === undefined && settings === undefined ? {} : { settings: { ...fitting, ...settings } };
  const device = await openDevice(driver, { ...all, signal: context.signal });
  try {
    await fit(device, route);
    return device;
  } catch (error) {
    await device.close();
    throw error;
  }
}

/** Switches an open device to this route. */
export async function fit(device: Device, route: Route): Promise<void> {
  await useIoFormat(device, route);
  await useRate(device, route.rate);
  checkDsdTypes(device, route);
}

/** Leaves the rate alone where it is right already: setting it can make a device drop its clock for a moment. */
export async function useRate(device: Device, rate: number): Promise<void> {
  if (device.sampleRate !== rate) await device.setSampleRate(rate);
}

/** The rate that a device has. Without one nobody knows how long anything takes. */
export function knownRate(device: Device): number {
  if (device.sampleRate !== null) return device.sampleRate;
  const what = `${device.name} does not know its sample rate; set one with --rate`;
  throw new CommandError(exitCode.device, what);
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

const dsdTypes = { 'dsd-msb': 'dsdint8msb1', 'dsd-lsb': 'dsdint8lsb1' } as const;

function typeFor({ carriage, format }: Route): string {
  if (carriage === 'dop') return 'int24lsb';
  return format === 'dsd-msb' || format === 'dsd-lsb' ? dsdTypes[format] : `${format}lsb`;
}

function virtualSettings({ rate, channels }: Route, type: string) {
  const count = Math.max(2, ...channels.map((channel) => channel + 1));
  return { inputs: count, outputs: count, type, rates: [rate], rate };
}
