import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from './table.js';

/** Narrower than this a column is not filled with words: they go below the whole line. */
const narrowest = 20;

/**
 * Breaks lines that are wider than a terminal between words, where the terminal would do so within them. What follows
 * stands below the line's last column. Left to the terminal are a word that is too long by itself, and indented lines
 * without columns: these, such as commands and paths, are there to be copied in one piece.
 *
 * `prose`: a line that does not end a sentence goes on in the next one.
 */
export function wrapped(text: string, columns: number, prose = false): string {
  const result: string[] = [];
  let rest = '';
  const lines = text.split('\n');
  for (const [i, line] of lines.entries()) {
    const whole = rest === '' ? line : `${rest} ${line}`;
    rest = '';
    if (displayWidth(whole) <= columns || isVerbatim(whole)) {
      result.push(whole);
      continue;
    }
    const broken = fill(whole, columns);
    if (prose && goesOn(whole, lines[i + 1])) rest = broken.pop() ?? '';
    result.push(...broken);
  }
  return result.join('\n');
}

const isVerbatim = (line: string) => /^ +\S/.test(line) && !/\S {2,}\S/.test(line);

const goesOn = (line: string, next = '') => /^\S/.test(line) && !/[.:]$/.test(line) && /^\S/.test(next);

function fill(line: string, columns: number): string[] {
  const below = ' '.repeat(indentation(line, columns));
  const lines: string[] = [];
  let current = '';
  for (const [spaced] of line.matchAll(/ *[^ ]+/g)) {
    if (current === '' || displayWidth(current + spaced) <= columns) {
      current += spaced;
      continue;
    }
    lines.push(current);
    current = below + spaced.trimStart();
  }
  return [...lines, current];
}

/** Of what follows the first line: where its last column begins. */
function indentation(line: string, columns: number): number {
  const plain = stripVTControlCharacters(line);
  const column = [...plain.matchAll(/(?<=\S) {2,}(?=\S)/g)].at(-1);
  if (column === undefined) return 0;
  const start = displayWidth(plain.slice(0, column.index + column[0].length));
  return columns - start < narrowest ? 4 : start;
}
