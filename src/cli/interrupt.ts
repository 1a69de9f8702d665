/** Signals that ask a program to end, and the exit code by which a shell knows each. */
const codes: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
  ...(process.platform === 'win32' ? { SIGBREAK: 149 } : {}),
};

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
