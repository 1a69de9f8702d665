/** What the files of a take are called, when it is more than one. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

const partDigits = 3;

export class FileNames {
  readonly #path: string;
  readonly #split: boolean;
  /** Of one file for each channel. */
  readonly #channels: readonly number[] | null;

  /** `path`: that of the take. `split`: it comes in parts. `channels`: each of these inputs has a file of its own. */
  constructor(path: string, split: boolean, channels: readonly number[] | null) {
    this.#path = path;
    this.#split = split;
    this.#channels = channels;
  }

  /** Of part `number`, counted from 1: `take.wav`, `take-001.wav`, `take-in0.wav` and so on, or `take-in0-001.wav`. */
  part(number: number): readonly string[] {
    if (!this.#split && this.#channels === null) return [this.#path];
    const part = this.#split ? `-${String(number).padStart(partDigits, '0')}` : '';
    return this.#stems.map((stem) => `${stem}${part}${extname(this.#path)}`);
  }

  /** Files that are in the way, whichever part it is. */
  async taken(): Promise<readonly string[]> {
    const folder = dirname(this.#path);
    const there = await readdir(folder).catch(() => [] as string[]);
    return there.map((name) => join(folder, name)).filter((path) => this.#isOurs(path));
  }

  #isOurs(path: string): boolean {
    // Names that differ in capitals alone are one and the same file on many systems.
    const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
    if (!this.#split) return this.part(1).some((name) => same(join(name), path));
    const ending = extname(path);
    const stem = path.slice(0, path.length - ending.length);
    const numbered = new RegExp(`^(.*)-\\d{${partDigits},}$`).exec(stem);
    return (
      numbered !== null &&
      same(ending, extname(this.#path)) &&
      this.#stems.some((own) => same(join(own), numbered[1] as string))
    );
  }

  /** Without the number of a part and the ending. Channels have as many digits as the largest, to be in their order. */
  get #stems(): readonly string[] {
    const path = join(dirname(this.#path), basename(this.#path, extname(this.#path)));
    if (this.#channels === null) return [path];
    const digits = String(Math.max(...this.#channels)).length;
    return this.#channels.map((channel) => `${path}-in${String(channel).padStart(digits, '0')}`);
  }
}
