/** Audio devices of Windows as instances of the driver that opens them. */
import { chooseDriver } from '../drivers.js';
import { type DriverEntry, listDrivers } from '../index.js';
import { CommandError, exitCode, usageError } from './command.js';
import { checkName, type Instance, longestName, type NewInstance } from './instance.js';
import type { Arguments } from './options.js';

/** What is to be installed: the device that is named, or else each that there is. `installed`: what is already. */
export function audioDevices(args: Arguments, installed: readonly Instance[]): NewInstance[] {
  const all = listDrivers().filter(({ kind }) => kind === 'wasapi');
  if (all.length === 0) throw new CommandError(exitCode.failure, 'there is no audio device to install');
  const chosen = args.device === undefined ? all : [chooseDriver(args.device, all).entry];
  if (args.name !== undefined && chosen.length > 1) {
    throw usageError(`--name is for one device, and there are ${chosen.length}; choose one with --device`);
  }
  const taken = new Set(listDrivers().map(({ name }) => name.toLowerCase()));
  return chosen.map((entry) => {
    const device = `device=${deviceOf(entry)}`;
    const name = args.name ?? nameOfInstalled(device, installed) ?? freeName(entry, taken);
    taken.add(name.toLowerCase());
    return {
      name: checkName(name),
      settings: args.settings === undefined ? device : `${device};${args.settings}`,
    };
  });
}

/** What the driver calls the device. */
function deviceOf({ id }: DriverEntry): string {
  return id.slice('wasapi:'.length);
}

function nameOfInstalled(device: string, installed: readonly Instance[]): string | undefined {
  return installed.find(isOf(device))?.name;
}

const isOf =
  (device: string) =>
  ({ settings }: Instance): boolean =>
    settings.split(';').includes(device);

/** The instance of the device that is named as for `install`, or by its id where it is not there any more. */
export function installedOf(
  named: string,
  installed: readonly Instance[],
  entries: readonly DriverEntry[],
): Instance {
  const byId = installed.filter(isOf(`device=${named.replace(/^wasapi:/, '')}`));
  const found = byId.length > 0 ? byId : installed.filter(isOf(`device=${present(named, entries)}`));
  const [first] = found;
  if (first === undefined) throw new CommandError(exitCode.failure, `"${named}" is not installed`);
  if (found.length === 1) return first;
  const names = found.map(({ name }) => `"${name}"`).join(' and ');
  throw new CommandError(exitCode.failure, `"${named}" is installed as ${names}; choose one with --name`);
}

/** What the driver calls a device that is there. */
function present(named: string, entries: readonly DriverEntry[]): string {
  return deviceOf(
    chooseDriver(
      named,
      entries.filter(({ kind }) => kind === 'wasapi'),
    ).entry,
  );
}

/** One that no other driver has, and that hosts with little room show whole. */
export function freeName({ name }: { readonly name: string }, taken: ReadonlySet<string>): string {
  const label = `WASAPI ${interfaceOf(name) ?? name}`.replaceAll(/[/\\\p{Cc}]+/gu, '-');
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : ` ${number}`;
    const found = `${cut(label, longestName - suffix.length)}${suffix}`;
    if (!taken.has(found.toLowerCase())) return found;
  }
}

/** "Desk" for the pair "Speakers (Desk) + Line (Desk)". */
function interfaceOf(name: string): string | undefined {
  return /^.+ \((.+)\) \+ .+ \(\1\)$/.exec(name)?.[1];
}

/** The longest beginning that has at most so many bytes. */
function cut(text: string, bytes: number): string {
  let result = '';
  for (const letter of text) {
    if (Buffer.byteLength(result + letter) > bytes) break;
    result += letter;
  }
  return result.trim();
}
