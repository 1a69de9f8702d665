import { type Command, exitCode } from '../../dist/cli/command.js';
import { describeFailure } from '../../dist/cli/failure.js';
import { parseArguments } from '../../dist/cli/options.js';
import { Terminal } from '../../dist/cli/terminal.js';
import type { Outcome } from './support.js';

export interface Here {
  /** Columns and rows of the terminal that everything goes to; without it there is none. */
  readonly size?: { columns: number; rows: number };
  readonly signal?: AbortSignal;
  /** Told whatever is printed to stderr, as soon as it is. */
  readonly onShown?: (text: string) => void;
}

/** Runs a command in the test's own process, where the drivers of `bufferswitch/testing` are, and as `main` would. */
export async function runHere(
  commands: Readonly<Record<string, Command>>,
  args: readonly string[],
  { size, signal = new AbortController().signal, onShown = () => {} }: Here = {},
): Promise<Outcome> {
  const [name = '', ...rest] = args;
  const command = commands[name] as Command;
  const texts = { stdout: '', stderr: '' };
  const sink = (key: keyof typeof texts) => ({
    isTTY: size !== undefined,
    get columns() {
      return size?.columns ?? 0;
    },
    get rows() {
      return size?.rows ?? 0;
    },
    write(text: string) {
      texts[key] += text;
      if (key === 'stderr') onShown(text);
      return true;
    },
  });
  const terminal = new Terminal(rest.includes('--json'), sink('stdout'), sink('stderr'));
  let code: number = exitCode.failure;
  try {
    code = await command.run(parseArguments(name, command, rest), { terminal, signal });
  } catch (error) {
    if (signal.aborted && error === signal.reason) return { code: 130, ...texts };
    const failure = describeFailure(error);
    terminal.warn(failure.message);
    code = failure.exitCode;
  }
  return { code, ...texts };
}
