import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];
type Sink = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

/**
 * Where a command prints. Results go to stdout, once; everything else goes to stderr: warnings and errors always,
 * progress only when a person is watching.
 */
export class Terminal {
  readonly json: boolean;
  readonly #out: Sink;
  readonly #err: Sink;
  #live = false;

  constructor(json: boolean, out: Sink = process.stdout, err: Sink = process.stderr) {
    this.json = json;
    this.#out = out;
    this.#err = err;
  }

  /** True when {@link progress} is seen by somebody. */
  get watched(): boolean {
    return this.#err.isTTY === true;
  }

  /** Columns of the progress line. */
  get width(): number {
    return this.#err.columns || 80;
  }

  /** The result of the command: the document with `--json`, otherwise the text. */
  result(document: unknown, text: () => string): void {
    this.clear();
    this.#out.write(`${this.json ? JSON.stringify(document, null, 2) : text()}\n`);
  }

  /** Something that the user has to know although the command goes on, or why it does not. */
  warn(message: string): void {
    this.clear();
    this.#err.write(`bufferswitch: ${message}\n`);
  }

  /** Replaces the line at the bottom of a terminal; nothing anywhere else. */
  progress(line: string): void {
    if (!this.watched) return;
    this.#live = true;
    this.#err.write(`\r${line}\x1b[K`);
  }

  /** Takes the progress line away. */
  clear(): void {
    if (this.#live) this.#err.write('\r\x1b[K');
    this.#live = false;
  }

  /** Styles text of the result where that is wanted: on a terminal, without `NO_COLOR`. */
  style(style: Style, text: string): string {
    const plain = this.#out.isTTY !== true || Boolean(process.env['NO_COLOR']);
    return plain ? text : styleText(style, text);
  }
}
