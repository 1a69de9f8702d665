import { isError } from '../errors.js';
import type { Device } from '../index.js';
import { CommandError, exitCode } from './command.js';
import { dopSamples, type Route } from './route.js';
import { integerBits } from './sample-type.js';

/** Switches a device to PCM or DSD, whichever the route takes. Refused, with what else it can do, where it has no DSD. */
export async function useIoFormat(device: Device, { carriage, rate, channels }: Route): Promise<void> {
  const ioFormat = carriage === 'dsd' ? 'dsd' : 'pcm';
  if (device.ioFormat !== ioFormat) {
    try {
      await device.setIoFormat(ioFormat);
    } catch (error) {
      if (ioFormat !== 'dsd' || !isError(error, 'IO_FORMAT_REFUSED')) throw error;
      const other = await insteadOfDsd(device, rate / dopSamples, channels);
      throw refused(`${device.name} takes no DSD, only PCM; ${other}`);
    }
  }
}

/** Refuses to play DSD to samples that do not hold it. They may depend on the rate, which has been set. */
export function checkDsdTypes(device: Device, { carriage, channels }: Route): void {
  const types = typesOf(device, channels);
  if (carriage === 'dsd') {
    const unfit = types.find((type) => type !== 'dsdint8lsb1' && type !== 'dsdint8msb1');
    if (unfit !== undefined) throw refused(`${device.name} takes DSD as ${unfit}, which is not played`);
  }
  if (carriage === 'dop') {
    const narrow = types.find((type) => !takesDop(type));
    if (narrow === undefined) return;
    const itself = device.ioFormats.includes('dsd') ? '; it takes DSD itself: leave out --dop' : '';
    throw refused(`${device.name} takes ${narrow}, and DoP needs integers of 24 bits or more${itself}`);
  }
}

/** Not floats: what a driver makes of them on the way to the hardware is its own affair. */
function takesDop(sampleType: string): boolean {
  return (integerBits(sampleType) ?? 0) >= 24;
}

async function insteadOfDsd(device: Device, rate: number, channels: readonly number[]): Promise<string> {
  const narrow = typesOf(device, channels).find((type) => !takesDop(type));
  if (narrow !== undefined) return `nor can it take DoP, as its samples are ${narrow}`;
  const rates = await device.supportedSampleRates();
  if (rates.includes(rate)) return `if what is connected understands DoP, play it with --dop, at ${rate} Hz`;
  return `nor can it take this as DoP: that needs ${rate} Hz, and it offers ${rates.join(', ')} Hz`;
}

function typesOf(device: Device, channels: readonly number[]): string[] {
  return channels.flatMap((index) => device.outputs[index]?.sampleType ?? []);
}

function refused(what: string): CommandError {
  return new CommandError(exitCode.device, what);
}
