import { fromNative } from '../errors.js';
import { native } from '../native.js';
import { type Command, CommandError, exitCode, usageError } from './command.js';
import { checkName, defaultName, type Instance, instances, library, store } from './instance.js';
import type { Arguments } from './options.js';
import { parseSettings } from './settings.js';
import { printable, table } from './table.js';
import type { Terminal } from './terminal.js';

const actions = { install, uninstall, status } as const;

/** Makes the virtual driver known to other programs. */
export const driver: Command = {
  summary: 'install the virtual driver for other programs, uninstall it, or show what is installed',
  positionals: ['install|uninstall|status'],
  options: ['name', 'settings', 'all', 'force', 'json'],
  notes: [
    'Each instance has a name and settings of its own: docs/virtual-driver.md has them all. Installing the same name',
    'again replaces its settings. Windows wants an administrator, Linux somebody who may write to the cwASIO directory,',
    'which is CWASIO_DIR or /etc/cwASIO.',
    '',
    'Examples:',
    '  bufferswitch driver install',
    '  bufferswitch driver install --name "Studio 96k" --settings "rate=96000;inputs=8;outputs=8;type=int24lsb"',
    '  bufferswitch driver status --json',
    '  bufferswitch driver uninstall --all',
  ],
  async run(args, { terminal }) {
    const [name = ''] = args.positionals;
    if (!Object.hasOwn(actions, name)) {
      throw usageError(`driver takes install, uninstall or status, not "${name}"`);
    }
    await actions[name as keyof typeof actions](args, terminal);
    return exitCode.ok;
  },
};

async function install(args: Arguments, terminal: Terminal): Promise<void> {
  if (args.all === true) throw usageError('driver install installs one instance; name it by --name');
  const name = checkName(args.name ?? defaultName);
  const settings = args.settings ?? '';
  checkSettings(settings);
  const path = library();
  const before = instances().find((instance) => instance.name === name);
  if (before !== undefined && !before.isOurs && args.force !== true) {
    throw new CommandError(
      exitCode.failure,
      `"${name}" is installed with another library, ${before.path}; choose another name or replace it with --force`,
    );
  }
  store.install(name, path, settings);
  const after = instances().find((instance) => instance.name === name);
  if (after?.usable !== true) {
    const why = after?.reason ?? 'no host would find it';
    throw new CommandError(exitCode.failure, `"${name}" was installed and cannot be used: ${why}`);
  }
  terminal.result({ installed: after }, () => `installed ${printable(name)}\n  ${printable(path)}`);
}

/** The driver's own parser says what is wrong with them. Nobody starts it up: that may be what they are to prevent. */
function checkSettings(settings: string): void {
  parseSettings(settings);
  try {
    native.checkSettings(settings);
  } catch (error) {
    throw fromNative(error);
  }
}

async function uninstall(args: Arguments, terminal: Terminal): Promise<void> {
  if (args.all === true && args.name !== undefined) throw usageError('take --name or --all, not both');
  const installed = instances();
  const name = args.name ?? defaultName;
  const chosen = args.all === true ? installed : installed.filter((instance) => instance.name === name);
  if (chosen.length === 0 && args.all !== true) {
    const names = installed.map((instance) => `"${instance.name}"`).join(', ');
    throw new CommandError(
      exitCode.failure,
      `"${name}" is not an installed instance of this driver; ${names === '' ? 'there is none' : `there are ${names}`}`,
    );
  }
  for (const instance of chosen) store.uninstall(instance.name, instance.id);
  const left = instances().find(({ id }) => chosen.some((instance) => instance.id === id));
  if (left !== undefined) throw new CommandError(exitCode.failure, `"${left.name}" could not be removed`);
  terminal.result({ uninstalled: chosen }, () =>
    chosen.length === 0
      ? 'nothing is installed'
      : chosen.map((instance) => `uninstalled ${printable(instance.name)}`).join('\n'),
  );
}

async function status(_args: Arguments, terminal: Terminal): Promise<void> {
  const installed = instances();
  terminal.result({ instances: installed }, () => describe(installed, terminal));
}

function describe(installed: readonly Instance[], terminal: Terminal): string {
  if (installed.length === 0) return 'nothing is installed; try: bufferswitch driver install';
  const head = ['NAME', 'SETTINGS', 'LIBRARY', ''].map((title) => terminal.style('dim', title));
  const rows = installed.map(({ name, settings, path, usable, reason, isOurs }) => [
    printable(name),
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
