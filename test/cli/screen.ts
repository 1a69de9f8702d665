/** What a terminal shows of what is written to it: as much of one as the program makes use of. */
export class Screen {
  #columns: number;
  #rows: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** The lines, without those at the end that are empty, and without the spaces behind them. */
  get lines(): string[] {
    const lines = this.#rows.map((row) => row.trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  /** As most do: lines that are too long now go on in the next row, and the cursor stays with its text. */
  resize(columns: number): void {
    const above = this.#rows.slice(0, this.#row).flatMap((row) => wrapped(row, columns));
    const own = wrapped(this.#rows[this.#row] as string, columns);
    this.#rows = [...above, ...own];
    this.#row = above.length + own.length - 1;
    this.#column = Math.min(this.#column - (own.length - 1) * columns, columns - 1);
    this.#columns = columns;
  }

  write(text: string): void {
    const [plain = '', ...rest] = text.split('\u001b');
    this.#print(plain);
    for (const part of rest) {
      const [whole = '', count, command] = /^\[(\d*)([AKJ])/.exec(part) ?? [];
      if (whole === '') throw new Error(`This is no sequence that the program should write: ${part}`);
      if (command === 'A') this.#moveTo(Math.max(0, this.#row - Number(count)));
      else this.#rows[this.#row] = this.#current.slice(0, this.#column);
      if (command === 'J') this.#rows.length = this.#row + 1;
      this.#print(part.slice(whole.length));
    }
  }

  #print(text: string): void {
    for (const character of text) {
      if (character === '\r') this.#column = 0;
      else if (character === '\n') this.#moveTo(this.#row + 1);
      else this.#put(character);
    }
  }

  #put(character: string): void {
    if (this.#column === this.#columns) {
      this.#moveTo(this.#row + 1);
      this.#column = 0;
    }
    const row = this.#current.padEnd(this.#column);
    this.#rows[this.#row] = row.slice(0, this.#column) + character + row.slice(this.#column + 1);
    this.#column++;
  }

  #moveTo(row: number): void {
    this.#row = row;
    while (this.#rows.length <= row) this.#rows.push('');
  }

  get #current(): string {
    return this.#rows[this.#row] as string;
  }
}

function wrapped(row: string, columns: number): string[] {
  return row.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? [''];
}
