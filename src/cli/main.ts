#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { type Command, exitCode, usageError } from './command.js';
import { commands } from './commands.js';
import { answer } from './completion.js';
import { describeFailure } from './failure.js';
import { commandHelp, overview } from './help.js';
import { Interrupt, leaveClosedTerminal } from './interrupt.js';
import { parseArguments } from './options.js';
import { Terminal } from './terminal.js';

/** Runs a command line and resolves to its exit code. Nothing is thrown: what went wrong has been printed. */
async function main(args: readonly string[]): Promise<number> {
  const terminal = new Terminal(args.includes('--json'));
  using interrupt = new Interrupt();
  try {
    const code = await dispatch(args, terminal, interrupt.signal);
    return code === exitCode.ok ? (interrupt.code ?? code) : code;
  } catch (error) {
    if (interrupt.code !== null && error === interrupt.signal.reason) {
      terminal.clear();
      return interrupt.code;
    }
    const failure = describeFailure(error);
    terminal.warn(failure.message);
    if (terminal.json) terminal.result({ error: { code: failure.code, message: failure.message } }, String);
    return failure.exitCode;
  }
}

async function dispatch(args: readonly string[], terminal: Terminal, signal: AbortSignal): Promise<number> {
  const [name = '', ...rest] = args;
  if (name === '--version' || name === '-v') return print(version());
  if (name === '--help' || name === '-h') return print(overview(commands));
  if (name === 'help')
    return print(rest[0] === undefined ? overview(commands) : commandHelp(rest[0], find(rest[0])));
  if (name === 'complete') return print(answer(rest, commands)); // what the script of a shell asks; no command for people
  const command = find(name);
  const parsed = parseArguments(name, command, rest);
  if (parsed.help === true) return print(commandHelp(name, command));
  return command.run(parsed, { terminal, signal });
}

function find(name: string): Command {
  const command = commands.get(name);
  if (command !== undefined) return command;
  const known = [...commands.keys()].join(', ');
  throw usageError(
    `${name === '' ? 'a command is missing' : `there is no command "${name}"`}; there are ${known}; try: bufferswitch --help`,
  );
}

function print(text: string): number {
  new Terminal(false).print(text);
  return exitCode.ok;
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

// Whoever reads our output may leave early, as `head` does, and terminals are closed: then there is nobody left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}
process.exitCode = await main(process.argv.slice(2));
leaveClosedTerminal(process.exitCode);
