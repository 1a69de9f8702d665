import { isatty } from 'node:tty';

/** Signals that ask a program to end, and the exit code by which a shell knows each. */
const codes: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
  ...(process.platform === 'win32' ? { SIGBREAK: 149 } : {}),
};

/** Asked for at the start: one that is closed is none any more. */
const hadTerminal = [0, 1, 2].some((handle) => isatty(handle));

/** Turns the first such signal into an abort, so that files are finished; the second ends the program at once. */
export class Interrupt implements Disposable {
  readonly #controller = new AbortController();
  #code: number | null = null;

  constructor() {
    for (const name of Object.keys(codes)) process.on(name, this.#receive);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code of the signal that came, or null. */
  get code(): number | null {
    return this.#code;
  }

  [Symbol.dispose](): void {
    for (const name of Object.keys(codes)) process.off(name, this.#receive);
  }

  readonly #receive = (name: NodeJS.Signals): void => {
    const code = codes[name] ?? 1;
    if (this.#code !== null) process.exit(code);
    this.#code = code;
    this.#controller.abort();
  };
}

/**
 * Ends the program by SIGHUP, where that is the exit code and its terminal is gone: Node would put the terminal's settings
 * back as it exits, and abort since it cannot. Everything must be done by then.
 */
export function leaveClosedTerminal(code: number): void {
  if (code !== codes.SIGHUP || process.platform === 'win32') return;
  if (hadTerminal) process.kill(process.pid, 'SIGHUP');
}
