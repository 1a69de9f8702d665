/** What a person sees in a terminal: an emulator that is fed with the bytes which a program writes there. */
import xterm from '@xterm/headless';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A line that was drawn is seen, be it erased in the next moment: bytes come together as it happens. */
function* lineStarts(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  for (let end = bytes.indexOf(0x0d, 1); end >= 0; end = bytes.indexOf(0x0d, end + 1)) {
    yield bytes.subarray(start, end);
    start = end;
  }
  yield bytes.subarray(start);
}

export class Screen {
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  readonly #watchers = new Set<() => void>();
  readonly #moments: string[][] = [];
  readonly #bytes: Uint8Array[] = [];

  /** `reflows`: a line that no longer fits is broken, as most terminals do; the others cut it off. */
  constructor({ columns, rows }: Size, reflows = true) {
    this.#terminal = new xterm.Terminal({
      cols: columns,
      rows,
      scrollback: 1000,
      allowProposedApi: true,
      reflowCursorLine: reflows,
    });
  }

  feed(bytes: Uint8Array): void {
    this.#bytes.push(bytes);
    for (const piece of lineStarts(bytes)) {
      this.#terminal.write(piece, () => {
        this.#moments.push(this.rows.map(({ text }) => text).filter((text) => text !== ''));
        for (const watcher of this.#watchers) watcher();
      });
    }
  }

  resize({ columns, rows }: Size): void {
    // A terminal that breaks lines anew keeps the cursor at its character; this one moves it down by all rows that it adds.
    const marker = this.#terminal.registerMarker(0);
    this.#terminal.resize(columns, rows);
    const { active } = this.#terminal.buffer;
    const above = active.baseY + active.cursorY - (marker?.line ?? Number.NaN);
    marker?.dispose();
    if (above > 0) this.#terminal.write(`\x1b[${above}A`);
  }

  /** Resolves when `condition` holds after some bytes. */
  async until(condition: (screen: Screen) => boolean, seconds = 15): Promise<void> {
    if (condition(this)) return;
    let watcher = () => {};
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        watcher = () => condition(this) && resolve();
        this.#watchers.add(watcher);
        const late = () => reject(new Error(`Not shown after ${seconds} seconds, but:\n${this.text}`));
        timer = setTimeout(late, seconds * 1000);
      });
    } finally {
      this.#watchers.delete(watcher);
      clearTimeout(timer);
    }
  }

  /** All bytes so far have been drawn. */
  async settled(): Promise<void> {
    await new Promise<void>((resolve) => this.#terminal.write('', resolve));
  }

  /** From the very first row; `wraps`: the terminal itself had to break the line above. */
  get rows(): { readonly text: string; readonly wraps: boolean }[] {
    const { active } = this.#terminal.buffer;
    const rows = Array.from({ length: active.length }, (_, i) => active.getLine(i));
    return rows.map((line) => ({
      text: line?.translateToString(true) ?? '',
      wraps: line?.isWrapped ?? false,
    }));
  }

  /** Lines as they were written, also where the terminal broke them, without empty ones at the end. */
  get lines(): { readonly text: string; readonly broken: boolean }[] {
    const lines: { text: string; broken: boolean }[] = [];
    for (const { text, wraps } of this.rows) {
      const last = lines.at(-1);
      if (wraps && last !== undefined) {
        last.text += text;
        last.broken = true;
      } else lines.push({ text, broken: false });
    }
    while (lines.at(-1)?.text === '') lines.pop();
    return lines;
  }

  get text(): string {
    return this.lines.map(({ text }) => text).join('\n');
  }

  /** All that was written here. */
  get bytes(): Uint8Array {
    return Buffer.concat(this.#bytes);
  }

  /** What was seen each time that the cursor went to the beginning of a line: the rows that were not empty. */
  get moments(): readonly (readonly string[])[] {
    return this.#moments;
  }

  /** Something is coloured, dim or bold. */
  get isStyled(): boolean {
    const { active } = this.#terminal.buffer;
    for (let row = 0; row < active.length; row++) {
      const line = active.getLine(row);
      for (let column = 0; column < this.#terminal.cols; column++) {
        const cell = line?.getCell(column);
        if (cell !== undefined && !cell.isAttributeDefault()) return true;
      }
    }
    return false;
  }
}
