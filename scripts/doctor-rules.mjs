// Writes the tables of rules into docs/doctor.md, from the code. Expects dist/ to be built.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ruleGroups, rules } from '../dist/doctor/rules/index.js';

const file = new URL('../docs/doctor.md', import.meta.url);
const begin = '<!-- the tables are made by: npm run docs:doctor -->\n';

/** The document's text with the tables as the code has them. */
export function withTables(text) {
  const tables = ruleGroups.map(([title, names]) => {
    const rows = names.map((name) => {
      const { severity, what, source, effect, answer } = rules[name];
      return `| \`${name}\` | ${severity} | ${what} | ${source} | ${effect} | ${answer} |\n`;
    });
    return `\n### ${title}\n\n| rule | severity | what | says who | otherwise hosts | here |\n| --- | --- | --- | --- | --- | --- |\n${rows.join('')}`;
  });
  const at = text.indexOf(begin);
  if (at < 0) throw new Error('docs/doctor.md has no place for the tables');
  return text.slice(0, at + begin.length) + tables.join('');
}

export const readDocument = () => readFileSync(file, 'utf8');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(file, withTables(readDocument()));
