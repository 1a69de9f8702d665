import { styleText } from 'node:util';
import { wrapped } from './wrap.js';

type Style = Parameters<typeof styleText>[0];
type Sink = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

const noBreaks = '\x1b[?7l';
const breaks = '\x1b[?7h';
/** From the cursor on. */
const erase = '\x1b[J';

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

  /**
   * Replaces the line at the bottom of a terminal; nothing anywhere else. The cursor stays at its beginning: a terminal
   * that becomes narrower breaks the line, and what is erased from there on is all of it. It may also become narrower
   * before this line is there, and must not break it then.
   */
  progress(line: string): void {
    if (!this.watched) return;
    this.#live = true;
    this.#err.write(`\r${noBreaks}${line}${breaks}${erase}\r`);
  }

  /** Takes the progress line away. */
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
