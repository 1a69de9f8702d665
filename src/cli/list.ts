import { type DriverEntry, listDrivers } from '../index.js';
import { type Command, exitCode } from './command.js';
import { printable, table } from './table.js';
import type { Terminal } from './terminal.js';

/** Lists the drivers without loading one. */
export const list: Command = {
  summary: 'list the drivers of this machine; loads none of them',
  positionals: [],
  options: ['json'],
  async run(_args, { terminal }) {
    const drivers = listDrivers();
    terminal.result({ drivers }, () => describe(drivers, terminal));
    return exitCode.ok;
  },
};

function describe(drivers: readonly DriverEntry[], terminal: Terminal): string {
  const head = ['NAME', 'KIND', 'ID', ''].map((title) => terminal.style('dim', title));
  const rows = drivers.map((driver) => [
    printable(driver.name),
    driver.kind,
    printable(driver.id),
    driver.usable
      ? remark(driver)
      : terminal.style('yellow', `unusable: ${printable(driver.reason ?? 'unknown reason')}`),
  ]);
  return table([head, ...rows]);
}

/** An audio device comes in two ways, of which only one is a way to the device itself. */
function remark({ kind }: DriverEntry): string {
  return kind === 'wasapi' ? 'exclusive; ID:shared is shared with other programs, not bit-perfect' : '';
}
