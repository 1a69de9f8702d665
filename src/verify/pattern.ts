/** What is played: noise that nobody has heard before, so that each stretch of it says which channel and frame it is. */

/** What the values of a pattern are made for. */
export interface PatternKind {
  readonly kind: 'integer' | 'float' | 'dsd';
  /** Significant bits that every channel on the way has. */
  readonly bits: number;
}

export type Section = (typeof sections)[number]['name'];

/**
 * Lengths in values; they repeat in this order. `full`: every bit in use. `peaks`: within 1/128 of full scale, up and
 * down in turns, for limiters. `quiet`: at -60 dB and below; of floats, half of that in steps finer than an integer has,
 * `fine`. `lowest`: plus or minus one step.
 */
const sections = [
  { name: 'full', length: 4096 },
  { name: 'peaks', length: 1024 },
  { name: 'quiet', length: 1024 },
  { name: 'fine', length: 1024 },
  { name: 'lowest', length: 1024 },
] as const;

const cycle = sections.reduce((sum, { length }) => sum + length, 0);
/** Of the first two sections. */
const loudLength = sections[0].length + sections[1].length;
const quietBits = 10;

/** One output channel's part. Values as `Codec` has them; the same for the same channel and kind, always. */
export class Pattern {
  readonly channel: number;
  readonly kind: PatternKind['kind'];
  readonly bits: number;
  readonly #seed: number;

  constructor({ kind, bits }: PatternKind, channel: number) {
    this.channel = channel;
    this.kind = kind;
    this.bits = bits;
    this.#seed = mix(Math.imul(channel + 1, 0x9e3779b1));
  }

  /** The smallest step between values, full scale being 1. */
  get step(): number {
    return this.kind === 'dsd' ? 1 : 2 ** (1 - this.bits);
  }

  /** The finest step that is played. */
  get finest(): number {
    return this.kind === 'float' ? this.step * 2 ** -quietBits : this.step;
  }

  /** The section of a value, and where in it. */
  sectionAt(index: number): { readonly name: Section; readonly from: number; readonly length: number } {
    if (this.kind === 'dsd') return { name: 'full', from: index % cycle, length: cycle };
    let from = index % cycle;
    for (const { name, length } of sections) {
      if (from < length)
        return { name: name === 'fine' && this.kind !== 'float' ? 'quiet' : name, from, length };
      from -= length;
    }
    throw new RangeError(`There is no section at ${index}`);
  }

  /** Where in the quiet sections, which follow each other, a value is, and how many are still to come; null: in none. */
  quietAt(index: number): { readonly from: number; readonly left: number } | null {
    const place = index % cycle;
    if (this.kind === 'dsd' || place < loudLength) return null;
    return { from: place - loudLength, left: cycle - place };
  }

  /** The `count` values from the one at `index` on; before the first one there is none, and 0 stands for it. */
  fill(values: Float64Array, index: number, count: number): void {
    for (let i = 0; i < count; ) {
      if (index + i < 0) {
        values[i++] = 0;
        continue;
      }
      const { name, from, length } = this.sectionAt(index + i);
      const end = Math.min(count, i + length - from);
      for (; i < end; i++) values[i] = this.#value(name, index + i);
    }
  }

  values(index: number, count: number): Float64Array {
    const values = new Float64Array(count);
    this.fill(values, index, count);
    return values;
  }

  #value(section: Section, index: number): number {
    const word = mix(Math.imul(index, 0x85ebca6b) ^ this.#seed);
    if (this.kind === 'dsd') {
      // The two marks of DSD over PCM in turns, and between them bytes that tell the place.
      return index % 2 === 0 ? (index % 4 === 0 ? 0x05 : 0xfa) : word & 0xff;
    }
    if (section === 'lowest') return word & 1 ? this.step : -this.step;
    const code = this.#code(word);
    if (section === 'full') return code * this.step;
    if (section === 'fine') return code * this.finest;
    if (section === 'quiet') return Math.floor(code / 2 ** quietBits) * this.step;
    // Now and then the very ends of the scale.
    const below = (word & 15) === 0 ? 0 : Math.floor((code * this.step + 1) * 2 ** (this.bits - 9));
    const magnitude = 2 ** (this.bits - 1) - 1 - below;
    return (index % 2 === 0 ? magnitude : -magnitude - 1) * this.step;
  }

  /** A number of `bits` bits, with sign. */
  #code(word: number): number {
    if (this.bits <= 32) return word >> (32 - this.bits);
    const more = mix(word ^ 0x2545f491) >>> (64 - this.bits);
    return (word | 0) * 2 ** (this.bits - 32) + more;
  }
}

/** Spreads a word over all its bits, and no two words onto one. */
export function mix(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x3c6ef372 | 1);
  return x ^ (x >>> 16);
}
