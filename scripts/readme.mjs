// What the README tells to do, as it stands there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const text = readFileSync(join(root, 'README.md'), 'utf8');

/** The blocks of code in a language, below the heading `section` or, without one, anywhere. */
function blocks(language, section) {
  const parts = text.split(/^## /m);
  const where = section === undefined ? text : parts.find((part) => part.startsWith(`${section}\n`));
  if (where === undefined) throw new Error(`The README has no section ${section}`);
  const found = [...where.matchAll(new RegExp(`^\`\`\`${language}(?: .*)?\\n([\\s\\S]*?)^\`\`\``, 'gm'))];
  if (found.length === 0) throw new Error(`The README has no ${language} in ${section ?? 'it'}`);
  return found.map(([, code]) => code);
}

/** The first program that a reader meets. */
export const firstExample = () => blocks('js')[0];

/** What it prints last, as it says there. */
export const firstOutput = () => /; \/\/=> (.+)$/m.exec(firstExample())[1];

/** The program of a section whose first line says how it is run. */
export function programOf(section) {
  const [code] = blocks('js', section);
  const [, command, file] = /^\/\/ (node (\S+).*)\n/.exec(code);
  return { code, command, file };
}

/** The commands of a section, one a line, without what is said beside them; a list for each block. */
export const commands = (section) =>
  blocks('sh', section).map((block) =>
    block
      .split('\n')
      .map((line) => line.replace(/(^|\s+)# .*$/, '').trim())
      .filter(Boolean),
  );
