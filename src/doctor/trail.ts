/** What the examination has written down; see `native/doctor/trail.h`. */

export interface Trail {
  /** Durations of each call, milliseconds. */
  readonly calls: ReadonlyMap<string, readonly number[]>;
  readonly checked: ReadonlySet<string>;
  readonly seen: ReadonlyMap<string, readonly string[]>;
  readonly skipped: ReadonlyMap<string, string>;
  /** Values, several where there are tabs between them. */
  readonly facts: ReadonlyMap<string, readonly string[]>;
  /** The call that the driver has not come back from; null: none. */
  readonly underWay: string | null;
  /** The code of a crash that the process outlived. */
  readonly crash: number | null;
  readonly part: { readonly part: string; readonly done: number; readonly total: number } | null;
  readonly isOver: boolean;
}

/** Reads a trail while it is written: in pieces, which may end within a line. */
export class TrailReader implements Trail {
  readonly calls = new Map<string, number[]>();
  readonly checked = new Set<string>();
  readonly seen = new Map<string, string[]>();
  readonly skipped = new Map<string, string>();
  readonly facts = new Map<string, readonly string[]>();
  underWay: string | null = null;
  crash: number | null = null;
  part: Trail['part'] = null;
  isOver = false;
  isEmpty = true;
  #rest = '';
  readonly #decoder = new TextDecoder();

  /** False: nothing new has come. */
  read(bytes: Uint8Array): boolean {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    this.isEmpty &&= lines.length === 0;
    for (const line of lines) this.#take(line.split('\t'));
    return lines.length > 0;
  }

  #take([kind, name = '', ...values]: readonly string[]): void {
    const [value = ''] = values;
    if (kind === 'call') this.underWay = name;
    if (kind === 'done') {
      this.underWay = null;
      append(this.calls, name, Number(value) / 1e6);
    }
    if (kind === 'crash') this.crash = Number(name);
    if (kind === 'part') this.part = { part: name, done: Number(value), total: Number(values[1]) };
    if (kind === 'rule') this.checked.add(name);
    if (kind === 'saw') append(this.seen, name, value);
    if (kind === 'skip') this.skipped.set(name, value);
    if (kind === 'fact') this.facts.set(name, values);
    if (kind === 'end') this.isOver = true;
  }
}

function append<T>(map: Map<string, T[]>, name: string, value: T): void {
  const list = map.get(name);
  if (list === undefined) map.set(name, [value]);
  else list.push(value);
}
