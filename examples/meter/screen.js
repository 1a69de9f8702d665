import { layout } from './layout.js';

/** Levels on a terminal, in its second screen: what was there before is there again after `close`. */
export class Screen {
  #output;
  #title;
  #names;
  #levels = [];
  #redraw = () => {
    this.#output.write('\x1b[2J'); // lines that were cut off or broken by it
    this.#draw();
  };

  /** `output`: a tty.WriteStream. */
  constructor(output, title, names) {
    this.#output = output;
    this.#title = title;
    this.#names = names;
    output.write('\x1b[?1049h\x1b[?25l'); // the second screen, no cursor
    output.on('resize', this.#redraw);
  }

  show(levels) {
    this.#levels = levels;
    this.#draw();
  }

  close() {
    this.#output.off('resize', this.#redraw);
    this.#output.write('\x1b[?25h\x1b[?1049l');
  }

  #draw() {
    const { columns, rows } = this.#output;
    // The last column stays free: some terminals wrap as soon as it is filled.
    const head = `${this.#title}  peak and RMS in dBFS`;
    const lines = [head.slice(0, columns - 1)];
    if (this.#levels.length > 0) lines.push(...layout(this.#names, this.#levels, columns - 1, rows - 1));
    // At once and over what is there, without clearing first, so that nothing flickers.
    this.#output.write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\r\n')}\x1b[J`);
  }
}
