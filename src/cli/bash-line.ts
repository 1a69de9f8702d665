/**
 * A command line as bash has it while it is typed. What bash replaces by a completion is not the last word but the end of
 * it, from the last character on that breaks words for its line editor, and that in the quotes that are open there.
 */
export interface BashLine {
  /** Without quotes, from the program's name on; the last one is being typed. */
  readonly words: readonly string[];
  /** Of the last word, what comes before the part that is replaced; without quotes. */
  readonly kept: string;
  /** The quote that is open, if any. */
  readonly quote: '"' | "'" | '';
}

const blanks = ' \t\n';

/** `breaks` is what bash has in `COMP_WORDBREAKS`. */
export function readBashLine(line: string, breaks: string): BashLine {
  const words: string[] = [];
  let word = '';
  let kept = '';
  let quote: BashLine['quote'] = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at] as string;
    if (character === '\\' && quote !== "'") {
      const next = line[++at] ?? '';
      // Within double quotes a backslash is one before most characters.
      word += quote === '"' && !'"\\$`'.includes(next) ? `\\${next}` : next;
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      kept = word;
    } else if (blanks.includes(character)) {
      if (word !== '' || at > 0) words.push(word);
      word = '';
      kept = '';
    } else {
      word += character;
      if (breaks.includes(character)) kept = word;
    }
  }
  return { words: [...words.filter((text, index) => index === 0 || text !== ''), word], kept, quote };
}

/** `value` as bash is to put it in, from the replaced part on; null where it does not begin as the word does. */
export function bashReplacement(value: string, { kept, quote }: BashLine): string | null {
  if (!value.toLowerCase().startsWith(kept.toLowerCase())) return null;
  const rest = value.slice(kept.length);
  if (quote === "'") return rest.replaceAll("'", "'\\''");
  if (quote === '"') return rest.replace(/["\\$`]/g, '\\$&');
  return rest.replace(/[^\p{L}\p{N}_@%+=:,./-]/gu, '\\$&');
}
