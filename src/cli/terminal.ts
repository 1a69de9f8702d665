import { styleText } from 'node:util';
import { wrapped } from './wrap.js';

type Style = Parameters<typeof styleText>[0];
type Sink = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'> & { readonly rows?: number };

const noBreaks = '\x1b[?7l';
const breaks = '\x1b[?7h';
/** From the cursor on. */
const erase = '\x1b[J';
const eraseLine = '\x1b[K';

/** A terminal that takes no escape sequences, as within an editor. */
const isDumb = () => process.env['TERM'] === 'dumb';

/** In a terminal, where its lines end between words. */
function fitted(text: string, { isTTY, columns }: Sink, prose = false): string {
  // A line that fills the last column would make some terminals go to the next one by themselves.
  return isTTY === true && columns > 1 ? wrapped(text, columns - 1, prose) : text;
}

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
    return this.#err.isTTY === true && !isDumb();
  }

  /** Columns of the progress line. */
  get width(): number {
    return this.#err.columns || 80;
  }

  /** Rows of the terminal. */
  get height(): number {
    return this.#err.rows || 24;
  }

  /** The result of the command: the document with `--json`, otherwise the text. */
  result(document: unknown, text: () => string): void {
    this.clear();
    this.#out.write(`${this.json ? JSON.stringify(document, null, 2) : fitted(text(), this.#out)}\n`);
  }

  /** Text for people that is the same with `--json`, such as the help. */
  print(text: string): void {
    this.#out.write(`${fitted(text, this.#out, true)}\n`);
  }

  /** Something that the user has to know although the command goes on, or why it does not. */
  warn(message: string): void {
    this.clear();
    this.#err.write(`${fitted(`bufferswitch: ${message}`, this.#err)}\n`);
  }

  /** Replaces the line at the bottom of a terminal; nothing anywhere else. */
  progress(line: string): void {
    this.lines([line]);
  }

  /**
   * The same with several lines, less of them than the terminal is high. The cursor stays at the beginning of the first: a
   * terminal that becomes narrower breaks the lines, and what is erased from there on is all of them. It may also become
   * narrower before these lines are there, and must not break them then. Neither is the cursor hidden nor anything else
   * altered for longer, so that nothing has to be put right however the program ends.
   */
  lines(lines: readonly string[]): void {
    if (!this.watched) return;
    const text = lines.join(`${eraseLine}\r\n`);
    const back = lines.length > 1 ? `\x1b[${lines.length - 1}A` : '';
    this.#err.write(`\r${noBreaks}${text}${breaks}${erase}\r${back}`);
    this.#live = true;
  }

  /** Takes the lines at the bottom away. */
  clear(): void {
    if (this.#live) this.#err.write(`\r${erase}`);
    this.#live = false;
  }

  /** Styles text of the result where that is wanted: on a terminal, without `NO_COLOR`. */
  style(style: Style, text: string): string {
    const { NO_COLOR: noColours } = process.env;
    const plain = text === '' || this.#out.isTTY !== true || Boolean(noColours) || isDumb();
    return plain ? text : styleText(style, text);
  }
}
