import type { Command } from './command.js';
import { type OptionName, options } from './options.js';
import { table } from './table.js';

/** What a program may make of the end of a command. */
export const exitCodes = `Exit codes:
  0    done
  1    failure, also of one among several files; loopback, verify: what came back differs;
       measure: nothing came back, or not with every rate and buffer size; doctor: rules are broken
  2    the command line is wrong
  3    the driver or the device
  4    audio was lost, and counted: it came too late, or the driver had to be opened again
  130  after Ctrl+C, with files finished (143 after SIGTERM); a second Ctrl+C ends at once`;

/** The overview of all commands. */
export function overview(commands: ReadonlyMap<string, Command>): string {
  const rows = [...commands].map(([name, command]) => [`  ${synopsis(name, command)}`, command.summary]);
  return `Plays and records through ASIO drivers, exclusively and without altering a sample.

Usage: bufferswitch <command> [options]

${table(rows)}

Without --driver: the one usable driver that is installed, or the virtual driver if there is none.
Results go to stdout, everything else to stderr. More: bufferswitch <command> --help

${exitCodes}`;
}

/** The help of one command. */
export function commandHelp(name: string, command: Command): string {
  const names: OptionName[] = [...command.options, 'help'];
  const rows = names.map((key) => {
    const { short, value, help } = options[key];
    return [
      `  ${short === undefined ? '' : `-${short}, `}--${key}${value === undefined ? '' : ` ${value}`}`,
      help,
    ];
  });
  const notes = command.notes === undefined ? '' : `\n\n${command.notes.join('\n')}`;
  return `Usage: bufferswitch ${synopsis(name, command)} [options]

${command.summary}

Options:
${table(rows)}${notes}

${exitCodes}`;
}

/** How a command is called, without its options. */
export function synopsis(name: string, command: Command): string {
  return [
    name,
    ...command.positionals.map((positional) => (positional.startsWith('[') ? positional : `<${positional}>`)),
  ].join(' ');
}
