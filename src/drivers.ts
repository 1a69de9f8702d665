import type { DriverSettings } from './driver-settings.js';
import { BufferSwitchError } from './errors.js';
import { type NativeDriverEntry, native } from './native.js';
import { checkOptions, expected } from './validate.js';

/** A driver that is installed or built in, as far as that can be known without loading it. */
export interface DriverEntry {
  /** Stays the same: a class identifier, a folder, or a built-in name. */
  readonly id: string;
  /**
   * `com`: installed on Windows. `cwasio`: installed in the cwASIO folder. `built-in`: the virtual driver. `wasapi`: an
   * audio device of Windows, taken exclusively by a driver of ours, or shared where the id ends with `:shared`.
   */
  readonly kind: 'com' | 'cwasio' | 'built-in' | 'wasapi';
  /** What it is called where it is installed. Several may have the same. */
  readonly name: string;
  /** What its maker says of it in the registry; mostly the name again. */
  readonly description: string;
  /** Where its library is, or null. */
  readonly path: string | null;
  /** Whether this process can load it. */
  readonly usable: boolean;
  /** Why it cannot be used here; null if it can. */
  readonly reason: string | null;
}

/** Where to look for drivers. */
export interface ListDriversOptions {
  /** Where cwASIO drivers are registered. Default: the environment's `CWASIO_DIR`, or `/etc/cwASIO`. Not on Windows. */
  readonly cwasioDirectory?: string;
}

/** Which driver to open: an id, a name or a unique part of one, or an entry of `listDrivers`. */
export type DriverChoice = string | { readonly id: string };

const builtInInstance = /^(built-in:[^:]+):(.+)$/;
const wasapiDevice = /^wasapi:(.+)$/;
/** An audio device that is not taken exclusively. */
const sharedDevice = /^(wasapi:.+):shared$/;
/** Two audio devices as one driver. */
const wasapiPair = /^(wasapi:out-(?:[0-9a-f]{8}|default))\+(in-(?:[0-9a-f]{8}|default))$/;
/** Whichever audio device is the default one. Not listed: who opens it wants other channels one day. */
const wasapiDefault = /^wasapi:(out|in)-default$/;
/** The contract leaves 32 bytes for a name and its terminator. */
const longestInstance = 31;

function cwasioDirectory(options: ListDriversOptions): string {
  return options.cwasioDirectory ?? process.env['CWASIO_DIR'] ?? '/etc/cwASIO';
}

/**
 * Lists the drivers: installed ones, then the audio devices of Windows, the virtual driver last. Loads no driver and opens
 * no device, so nothing is interrupted: it reads the registry (of both widths) and the system's list of audio devices, or
 * elsewhere the cwASIO folder. What cannot be used is listed with the reason.
 */
export function listDrivers(options: ListDriversOptions = {}): DriverEntry[] {
  checkOptions('options', options, ['cwasioDirectory']);
  const directory: unknown = cwasioDirectory(options);
  if (typeof directory !== 'string')
    throw new TypeError(expected('a path', 'options.cwasioDirectory', directory));
  return native.listDrivers(directory).map((entry: NativeDriverEntry) => Object.freeze(entry));
}

/** A chosen driver, the name of the instance for one that comes in several, and settings that the choice contains. */
export interface ChosenDriver {
  readonly entry: DriverEntry;
  readonly instance: string;
  readonly settings?: DriverSettings;
}

/** Whether the entry is that of an audio device in shared mode. */
export const isShared = (entry: DriverEntry): boolean =>
  entry.kind === 'wasapi' && sharedDevice.test(entry.id);

/** Finds the one driver that `choice` means. Nothing is ever substituted: no match and several matches are errors. */
export function chooseDriver(choice: DriverChoice, entries: readonly DriverEntry[]): ChosenDriver {
  const wanted: unknown = typeof choice === 'object' && choice !== null ? choice.id : choice;
  if (typeof wanted !== 'string' || wanted === '') {
    throw new TypeError(expected("a driver's id or name", 'driver', choice));
  }
  const shared = sharedDevice.exec(wanted)?.[1];
  if (shared !== undefined) return share(wanted, chooseDriver({ id: shared }, entries));
  const pair = wasapiPair.exec(wanted);
  if (pair !== null) return choosePair(wanted, pair[1] ?? '', `wasapi:${pair[2]}`, entries);
  const parts = builtInInstance.exec(wanted);
  const entry = findEntry(parts?.[1] ?? wanted, entries, typeof choice === 'object');
  if (!entry.usable) {
    throw new BufferSwitchError(
      'DRIVER_UNUSABLE',
      `The driver "${entry.name}" cannot be used: ${entry.reason}.`,
    );
  }
  if (entry.kind === 'cwasio') return { entry, instance: entry.name };
  if (entry.kind === 'wasapi') return { entry, instance: wasapiDevice.exec(entry.id)?.[1] ?? '' };
  return { entry, instance: checkInstance(parts?.[2] ?? '') };
}

/** As `chooseDriver`, where the settings can say as well that an audio device is to be shared. */
export function chooseWith(
  settings: DriverSettings | undefined,
  choice: DriverChoice,
  entries: readonly DriverEntry[],
): ChosenDriver {
  const chosen = chooseDriver(choice, entries);
  const mode = settings?.['mode'];
  if (chosen.entry.kind !== 'wasapi' || mode === undefined) return chosen;
  if (isShared(chosen.entry)) {
    if (mode !== 'shared') throw new TypeError(expected('"shared", as in the id', 'settings.mode', mode));
    return chosen;
  }
  return mode === 'shared' ? chooseDriver({ id: `${chosen.entry.id}:shared` }, entries) : chosen;
}

/** Another program may be heard beside us, and nobody is to take the device for one that is bit-perfect. */
function share(id: string, { entry, instance }: ChosenDriver): ChosenDriver {
  const description = entry.description.replaceAll('exclusive WASAPI', 'shared WASAPI, not bit-perfect');
  return { entry: { ...entry, id, description }, instance, settings: { mode: 'shared' } };
}

function choosePair(
  id: string,
  output: string,
  input: string,
  entries: readonly DriverEntry[],
): ChosenDriver {
  const [first, second] = [findEntry(output, entries, true), findEntry(input, entries, true)];
  const name = `${first.name} + ${second.name}`;
  const description = `${first.description} + ${second.description}`;
  return { entry: { ...first, id, name, description }, instance: wasapiDevice.exec(id)?.[1] ?? '' };
}

function checkInstance(instance: string): string {
  if (Buffer.byteLength(instance) > longestInstance) {
    throw new RangeError(expected(`at most ${longestInstance} bytes`, "the instance's name", instance));
  }
  return instance;
}

/** Of a default device, where there is one to choose from. */
function defaultEntry(id: string, entries: readonly DriverEntry[]): DriverEntry | undefined {
  const direction = wasapiDefault.exec(id)?.[1];
  const like = entries.find((entry) => entry.id.startsWith(`wasapi:${direction}-`));
  if (direction === undefined || like === undefined) return undefined;
  const name = direction === 'out' ? 'Default output' : 'Default input';
  return { ...like, id, name, description: name };
}

function findEntry(wanted: string, entries: readonly DriverEntry[], idOnly: boolean): DriverEntry {
  const byDefault = defaultEntry(wanted, entries);
  if (byDefault !== undefined) return byDefault;
  const folded = wanted.toLowerCase();
  const rules: ((entry: DriverEntry) => boolean)[] = [(entry) => entry.id.toLowerCase() === folded];
  if (!idOnly) {
    rules.push((entry) => entry.name.toLowerCase() === folded || entry.description.toLowerCase() === folded);
    // A part of a name never means an audio device of Windows: it is often that of an interface whose own driver is meant.
    rules.push(
      (entry) =>
        entry.kind !== 'wasapi' && `${entry.name}\n${entry.description}`.toLowerCase().includes(folded),
    );
  }
  for (const rule of rules) {
    const matches = entries.filter(rule);
    const usable = matches.filter((entry) => entry.usable);
    const found = usable.length > 0 ? usable : matches;
    if (found.length > 1) {
      const list = found.map((entry) => `"${entry.name}" (${entry.id})`).join(', ');
      throw new BufferSwitchError(
        'DRIVER_AMBIGUOUS',
        `"${wanted}" matches several drivers: ${list}. Pass an id.`,
      );
    }
    if (found[0] !== undefined) return found[0];
  }
  const list = entries.map((entry) => `"${entry.name}"`).join(', ');
  throw new BufferSwitchError('DRIVER_NOT_FOUND', `There is no driver "${wanted}". There are: ${list}.`);
}
