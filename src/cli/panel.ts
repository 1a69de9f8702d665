import { setTimeout as elapsed } from 'node:timers/promises';
import { BufferSwitchError, isError } from '../errors.js';
import { type Device, openDevice } from '../index.js';
import { defaultDriver } from './choose-driver.js';
import { type Command, type Context, exitCode, usageError } from './command.js';
import { changeRows, changesOf, snapshotOf } from './device-snapshot.js';
import { printable, table } from './table.js';

/** Seconds: a timer that is set to more than 31 bits of milliseconds is over at once. */
const longestHold = Math.floor((2 ** 31 - 1) / 1000);

/** Opens a driver's own window, and tells what is different after it. */
export const panel: Command = {
  summary: "open the driver's control panel, wait for it, and show what was changed there",
  positionals: ['[driver]'],
  options: ['driver', 'duration', 'json'],
  notes: [
    'It ends when the driver says that it is done. Some say so at once, with their window still open, which goes with the',
    'driver: --duration keeps the driver open for so long after that, or until Ctrl+C, and then opens it anew and asks again.',
    'A driver that is asked for its window while another program has it may refuse to start.',
    '',
    'Examples:',
    '  bufferswitch panel "Fireface"',
    '  bufferswitch panel --driver "Fireface" --duration 600',
  ],
  async run(args, context) {
    const [name] = args.positionals;
    if (name !== undefined && args.driver !== undefined)
      throw usageError('name the driver once, with or without --driver');
    if (args.duration !== undefined && args.duration > longestHold) {
      const most = `${longestHold} s (24 days) at the most`;
      throw usageError(`--duration of a panel is ${most}, not ${args.duration} s`);
    }
    const { signal } = context;
    const device = await openDevice(name ?? args.driver ?? defaultDriver(), { signal });
    try {
      return await showPanel(device, args.duration, context);
    } finally {
      // A driver that is inside its window cannot be closed: that is waited for, and not for ever.
      const close = device.close();
      await (signal.aborted ? close.catch(() => {}) : close);
    }
  },
};

/** Exported for tests: the window of a device that is open. It stays open. */
export async function showPanel(
  device: Device,
  holdSeconds: number | undefined,
  { terminal, signal }: Context,
): Promise<number> {
  const before = snapshotOf(device);
  terminal.progress(`the control panel of ${printable(device.name)} is open; close it to go on`);
  try {
    await device.openControlPanel({ signal });
  } catch (error) {
    if (signal.aborted) {
      terminal.warn(
        `the control panel of ${device.name} is open: close it, or press Ctrl+C again to leave it as it is`,
      );
    }
    if (!isError(error, 'NOT_SUPPORTED')) throw error;
    const what = `${device.name} has no control panel; its maker may have a program with its settings`;
    throw new BufferSwitchError('NOT_SUPPORTED', what, { operation: 'controlPanel', cause: error });
  }
  if (holdSeconds !== undefined) {
    terminal.progress(`${printable(device.name)} stays open for ${holdSeconds} s, or until Ctrl+C`);
    await elapsed(1000 * holdSeconds, undefined, { signal }).catch(() => {}); // an interrupt ends the waiting only
    await device.reset();
  }
  const changes = changesOf(before, snapshotOf(device));
  const { id } = device.driver;
  terminal.result({ driver: { id, name: device.name }, changes }, () => {
    const rows = changeRows(changes);
    if (rows.length === 0) return `${printable(device.name)} says the same as before`;
    const head = ['CHANGED', 'BEFORE', 'AFTER'].map((title) => terminal.style('dim', title));
    return table([head, ...rows]);
  });
  return exitCode.ok;
}
