// Writes the table of personalities into docs/personalities.md, from the code. Expects dist/ and the addon to be built.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { native } from '../dist/native.js';

const file = new URL('../docs/personalities.md', import.meta.url);
const begin = '<!-- the table is made by: npm run docs:personalities -->\n';

/** The document's text with the table as the code has it. */
export function withTable(text) {
  const rows = native.personalities.map(
    ({ name, catalogue, imitates, host, settings }) =>
      `| \`${name}\` | ${imitates} | ${host} | ${settings === '' ? '' : `\`${settings}\``} | ${catalogue} |\n`,
  );
  const head =
    '| personality | what the driver does | what the host does | settings | seen |\n| --- | --- | --- | --- | --- |\n';
  const at = text.indexOf(begin);
  if (at < 0) throw new Error('docs/personalities.md has no place for the table');
  return text.slice(0, at + begin.length) + head + rows.join('');
}

export const readDocument = () => readFileSync(file, 'utf8');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(file, withTable(readDocument()));
