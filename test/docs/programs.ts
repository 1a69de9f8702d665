/** Makes programs of the blocks of the documents. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { allBlocks, type Block, root } from './pages.js';
import { make } from './surroundings.mjs';

/** Inside the package, so that `import 'bufferswitch'` finds it by its own name. */
export const workplace = join(root, '.build', 'documents', process.platform);

export const folderOf = ({ page }: Block) => join(workplace, page.replaceAll('/', '-'));

/** Where a block lies as a program; one that names a file lies there. */
export const fileOf = (block: Block) =>
  join(folderOf(block), block.file ?? `line-${block.line}.${extension(block)}`);

const extension = ({ language }: Block) => (language === 'js' ? 'mjs' : language);

export const scripts = allBlocks.filter(({ language }) => language !== 'sh');

/** Code without its strings and comments. */
const bare = (code: string) => code.replace(/\/\/.*|'(?:[^'\\\n]|\\.)*'/g, '');

/** Of what surrounds it, what a block uses and has not itself. */
function takenForGranted(code: string): string[] {
  const text = bare(code);
  return Object.keys(make).filter((name) => {
    const isUsed = new RegExp(`(?<![.\\w])${name}\\b(?!\\s*:)`).test(text);
    const isOwn = new RegExp(`(?:const|let|function|import)\\s[^=;]*\\b${name}\\b`).test(text);
    return isUsed && !isOwn;
  });
}

/** What makes what it takes for granted, on the line of its first statement, so that lines keep their numbers. */
export function prelude(block: Block, folder: string): string {
  const names = block.file === null ? takenForGranted(block.code) : [];
  if (names.length === 0) return '';
  const from = relative(folder, join(root, 'test/docs/surroundings.mjs')).replaceAll('\\', '/');
  const made = names.map((name) => `const ${name} = await make.${name}();`).join(' ');
  return `import { make } from '${from}'; ${made} `;
}

/** Gives back what a block has opened, for the next one. */
function postlude(code: string): string {
  const opened = [
    ...code.matchAll(/(?:const|let) (\w+) = (?:await make|await openDevice|createVirtualDriver)\b/g),
  ];
  const names = opened.map(([, name]) => name).filter((name) => name !== 'startProgram');
  return names
    .reverse()
    .map((name) => `await (${name}.close ?? ${name}.dispose).call(${name});\n`)
    .join('');
}

/** `console.log(...); //=> text` says what is printed; `...` in there stands for anything. */
const checked = (code: string) =>
  code.replace(/^(\s*)console\.log\((.*)\); \/\/=> (.*)$/gm, (_, indent, values, expected) => {
    return `${indent}printed(${JSON.stringify(expected)}, ${values});`;
  });

/** Writes it as it is run. */
export function writeProgram(block: Block): void {
  mkdirSync(folderOf(block), { recursive: true });
  const code = prelude(block, folderOf(block)) + block.code;
  const whole = block.file === null ? checked(code) + postlude(code) : block.code;
  writeFileSync(fileOf(block), whole);
}
