import { fromNative } from '../errors.js';
import { type DriverEntry, listDrivers } from '../index.js';
import { native } from '../native.js';
import { audioDevices, installedOf } from './audio-devices.js';
import { type Command, CommandError, exitCode, usageError } from './command.js';
import { checkName, type Instance, instances, type NewInstance, store } from './instance.js';
import { type Library, libraries, libraryOf, pathOf } from './library.js';
import type { Arguments, OptionName } from './options.js';
import { parseSettings } from './settings.js';
import { printable, table } from './table.js';
import type { Terminal } from './terminal.js';

/** What each does, and the options that mean something to it. */
const actions = {
  install: { run: install, takes: ['device', 'name', 'settings', 'force'] },
  uninstall: { run: uninstall, takes: ['device', 'name', 'all'] },
  status: { run: status, takes: [] },
} as const satisfies Record<string, Action>;

interface Action {
  readonly run: (args: Arguments, terminal: Terminal) => Promise<void>;
  readonly takes: readonly OptionName[];
}

/** What is meant where no driver is named. */
const virtual = libraries[0] as Library;

/** Makes drivers of this package known to other programs. */
export const driver: Command = {
  summary: 'install a driver of this package for other programs, uninstall it, or show what is installed',
  positionals: ['install|uninstall|status', '[loopback|wasapi]'],
  options: ['device', 'name', 'settings', 'all', 'force', 'json'],
  notes: [
    'The driver is loopback, the virtual one, unless wasapi is named: that takes audio devices of Windows exclusively, each',
    'as an instance. Each instance has a name and settings of its own: docs/virtual-driver.md and docs/wasapi.md have them',
    'all. Installing the same name again replaces its settings. Windows wants an administrator, Linux somebody who may write',
    'to the cwASIO directory, which is CWASIO_DIR or /etc/cwASIO.',
    '',
    'Examples:',
    '  bufferswitch driver install',
    '  bufferswitch driver install --name "Studio 96k" --settings "rate=96000;inputs=8;outputs=8;type=int24lsb"',
    '  bufferswitch driver install wasapi --device "Speakers (Desk)" --name Desk --settings type=int24lsb',
    '  bufferswitch driver status --json',
    '  bufferswitch driver uninstall wasapi --device "Speakers (Desk)"',
    '  bufferswitch driver uninstall --all',
  ],
  async run(args, { terminal }) {
    const [name = ''] = args.positionals;
    if (!Object.hasOwn(actions, name)) {
      throw usageError(`driver takes install, uninstall or status, not "${name}"`);
    }
    const action: Action = actions[name as keyof typeof actions];
    checkTaken(name, action, args);
    await action.run(args, terminal);
    return exitCode.ok;
  },
};

/** An option that is passed over would have another instance removed, or another one shown, than was meant. */
function checkTaken(name: string, { takes }: Action, args: Arguments): void {
  const other = driver.options.find(
    (option) => option !== 'json' && args[option] !== undefined && !takes.includes(option),
  );
  if (other === undefined) return;
  const all = takes.length === 0 ? 'no options but --json' : takes.map((option) => `--${option}`).join(', ');
  throw usageError(`driver ${name} does not take --${other}; it takes ${all}`);
}

async function install(args: Arguments, terminal: Terminal): Promise<void> {
  const library = libraryOf(args.positionals[1] ?? 'loopback') as Library;
  const path = pathOf(library);
  const before = instances(library);
  const wanted = library.driver === 'wasapi' ? audioDevices(args, before) : [virtualDriver(args, library)];
  for (const each of wanted) {
    checkSettings(library, each.settings);
    if (args.force !== true) checkFree(each, library, before);
  }
  for (const each of wanted) store.install(library, each, path);
  const after = instances(library);
  const installed = wanted.map(({ name }) => findUsable(name, after));
  terminal.result({ installed }, () =>
    installed.map(({ name }) => `installed ${printable(name)}\n  ${printable(path)}`).join('\n'),
  );
}

function virtualDriver(args: Arguments, { ownName }: Library): NewInstance {
  checkDevice(args, 'loopback');
  return { name: checkName(args.name ?? ownName), settings: args.settings ?? '' };
}

function checkDevice({ device }: Arguments, driver: Library['driver'] | undefined): void {
  if (device !== undefined && driver !== 'wasapi') throw usageError('--device is for the driver wasapi');
}

/** Whose name is somebody else's is not written over: another package's, another driver's, another device's. */
function checkFree({ name, settings }: NewInstance, library: Library, before: readonly Instance[]): void {
  const other = listDrivers().find((entry) => hasName(entry, name) && isInstalled(entry));
  if (other === undefined) return;
  const known = before.find((instance) => hasName(instance, name));
  if (known?.isOurs !== true) throw isTaken(name, `with another library, ${other.path ?? other.reason}`);
  if (library.driver === 'wasapi' && firstSetting(known.settings) !== firstSetting(settings)) {
    throw isTaken(name, `already, as ${firstSetting(known.settings)}`);
  }
}

const hasName = (one: { readonly name: string }, name: string) =>
  one.name.toLowerCase() === name.toLowerCase();

const isInstalled = ({ kind }: DriverEntry) => kind === 'com' || kind === 'cwasio';

/** Of one of an audio device: the device. */
const firstSetting = (settings: string) => settings.split(';', 1)[0];

function isTaken(name: string, how: string): CommandError {
  return new CommandError(
    exitCode.failure,
    `"${name}" is installed ${how}; choose another name or replace it with --force`,
  );
}

function findUsable(name: string, after: readonly Instance[]): Instance {
  const found = after.find((instance) => instance.name === name);
  if (found?.usable === true) return found;
  const why = found?.reason ?? 'no host would find it';
  throw new CommandError(exitCode.failure, `"${name}" was installed and cannot be used: ${why}`);
}

/** The driver's own parser says what is wrong with them. Nobody starts it up: that may be what they are to prevent. */
function checkSettings({ driver }: Library, settings: string): void {
  parseSettings(settings);
  try {
    native.checkSettings(driver, settings);
  } catch (error) {
    throw fromNative(error);
  }
}

async function uninstall(args: Arguments, terminal: Terminal): Promise<void> {
  const ways = [args.device, args.name, args.all].filter((way) => way !== undefined);
  if (ways.length > 1) throw usageError('take one of --device, --name and --all');
  const library = libraryOf(args.positionals[1]);
  checkDevice(args, library?.driver);
  const installed = instances(library);
  const chosen = args.all === true ? installed : [toRemove(args, library ?? virtual, installed)];
  for (const instance of chosen) store.uninstall(instance.name, instance.id);
  const left = instances(library).find(({ id }) => chosen.some((instance) => instance.id === id));
  if (left !== undefined) throw new CommandError(exitCode.failure, `"${left.name}" could not be removed`);
  terminal.result({ uninstalled: chosen }, () =>
    chosen.length === 0
      ? 'nothing is installed'
      : chosen.map((instance) => `uninstalled ${printable(instance.name)}`).join('\n'),
  );
}

/** The one that is named, or else the one that has the driver's own name. */
function toRemove(
  { device, name }: Arguments,
  { ownName }: Library,
  installed: readonly Instance[],
): Instance {
  if (device !== undefined) return installedOf(device, installed, listDrivers());
  const wanted = name ?? ownName;
  const found = installed.find((instance) => instance.name === wanted);
  if (found !== undefined) return found;
  const names = installed.map((instance) => `"${instance.name}"`).join(', ');
  throw new CommandError(
    exitCode.failure,
    `"${wanted}" is not an installed instance of this driver; ${names === '' ? 'there is none' : `there are ${names}`}`,
  );
}

async function status(args: Arguments, terminal: Terminal): Promise<void> {
  const installed = instances(libraryOf(args.positionals[1]));
  terminal.result({ instances: installed }, () => describe(installed, terminal));
}

function describe(installed: readonly Instance[], terminal: Terminal): string {
  if (installed.length === 0) return 'nothing is installed; try: bufferswitch driver install';
  const head = ['NAME', 'DRIVER', 'SETTINGS', 'LIBRARY', ''].map((title) => terminal.style('dim', title));
  const rows = installed.map(({ name, driver, settings, path, usable, reason, isOurs }) => [
    printable(name),
    driver,
    settings === '' ? '-' : printable(settings),
    printable(path),
    usable
      ? isOurs
        ? ''
        : 'of another package'
      : terminal.style('yellow', `unusable: ${printable(reason ?? '')}`),
  ]);
  return table([head, ...rows]);
}
