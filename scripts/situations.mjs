// Writes the table of situations into docs/situations.md, from that of the tests. Expects dist/ and the addon to be built.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { situations } from '../test/situations/scenes.mjs';
import { atTheEnd, groups, outcomesOf } from '../test/situations/table.mjs';

const file = new URL('../docs/situations.md', import.meta.url);
const begin = '<!-- the table is made by: npm run docs:situations -->\n';

const line = (cells) => `| ${cells.join(' | ')} |\n`;

function inWords(outcome) {
  const [first, then] = outcome.split(':');
  if (then !== undefined) return `${first}, ${inWords(then)}`;
  return outcome
    .split('/')
    .map((word) => (/^[A-Z_]+$/.test(word) ? `\`${word}\`` : word))
    .join(' or ');
}

/** The document's text with the table as the tests have it. */
export function withTable(text) {
  const at = text.indexOf(begin);
  if (at < 0) throw new Error('docs/situations.md has no place for the table');
  const columns = ['', ...situations, 'environment ending'];
  const rows = groups.flatMap((group) => {
    // Methods of one line may differ in whether they take their time.
    const ends = [...new Set(group.of.map(atTheEnd))];
    return ends.map((end) => {
      const names = group.of
        .filter((name) => atTheEnd(name) === end)
        .map((name) => name.replace(/^[^,]+/, '`$&`'));
      return line([names.join('; '), ...[...outcomesOf(group), end].map(inWords)]);
    });
  });
  return text.slice(0, at + begin.length) + line(columns) + line(columns.map(() => '---')) + rows.join('');
}

export const readDocument = () => readFileSync(file, 'utf8');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(file, withTable(readDocument()));
