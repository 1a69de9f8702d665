import type { Arguments, OptionName } from './options.js';
import type { Terminal } from './terminal.js';

/** The exit codes that the help documents. */
export const exitCode = { ok: 0, failure: 1, usage: 2, device: 3, lost: 4 } as const;

/** What a command is given to work with. */
export interface Context {
  readonly terminal: Terminal;
  /** Aborted when the user interrupts: finish what was begun and return. */
  readonly signal: AbortSignal;
}

/** One command of the program, in a file of its own. */
export interface Command {
  /** One line for the overview. */
  readonly summary: string;
  /** The names of its positional arguments; one in brackets may be left out, the last may end in "..." and come again. */
  readonly positionals: readonly string[];
  readonly options: readonly OptionName[];
  /** `--channels` names an output and an input, which may have the same number. */
  readonly pairsChannels?: true;
  /** What else its help should say. */
  readonly notes?: readonly string[];
  /** Resolves to an exit code. */
  run(args: Arguments, context: Context): Promise<number>;
}

/** An error whose message is all that the user needs to see. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(code: number, message: string) {
    super(message);
    this.exitCode = code;
  }
}

/** The command line itself is wrong. */
export function usageError(message: string): CommandError {
  return new CommandError(exitCode.usage, message);
}
