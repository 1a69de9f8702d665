/** The documents of the project, and what of them is code. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

const markdownBelow = (folder: string) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
        .filter((path) => path.endsWith('.md') && !/(^|\/)(node_modules|\.build|build)\//.test(path))
        .sort()
    : [];

/** Those at the root and in docs/, whose code is run. */
export const pages = [
  ...readdirSync(root)
    .filter((name) => name.endsWith('.md'))
    .sort(),
  ...markdownBelow('docs'),
];

/** All whose links are followed. */
export const linkedPages = [...pages, ...markdownBelow('examples')];

export const readPage = (page: string) => readFileSync(join(root, page), 'utf8').replaceAll('\r\n', '\n');

export interface Block {
  readonly page: string;
  /** Of its first line of code, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** Why it cannot be run, as the document says; null where it is run. */
  readonly noRun: string | null;
  /** The name that its first line gives to it: other blocks of the page import it. */
  readonly file: string | null;
}

/** Languages that are not ours to run: drawings, answers of programs, settings, and other people's compilers. */
const notRun = ['text', 'json', 'c'];
const run = ['js', 'mjs', 'cjs', 'ts', 'sh'];

/** What is wrong with a block's first line is thrown: a block that nobody runs must not go unseen. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  const lines = readPage(page).split('\n');
  for (let at = 0; at < lines.length; at++) {
    const fence = /^\s*```(\S*) ?(.*)$/.exec(lines[at] as string);
    if (fence === null) continue;
    const end = lines.findIndex((line, index) => index > at && /^\s*```\s*$/.test(line));
    const where = `${page}:${at + 1}`;
    if (end < 0) throw new Error(`${where}: the block does not end`);
    const [, language = '', words = ''] = fence;
    if (![...run, ...notRun].includes(language))
      throw new Error(`${where}: \`${language}\` is none of ${[...run, ...notRun].join(', ')}`);
    const reason = /^no-run: (\S.*)$/.exec(words);
    if (words !== '' && reason === null)
      throw new Error(`${where}: behind the language there can only be \`no-run: reason\``);
    const code = `${lines.slice(at + 1, end).join('\n')}\n`;
    const file = language === 'sh' ? null : /^\/\/ ([\w-]+(?:\.[\w-]+)+)(?::.*)?\n/.exec(code);
    if (run.includes(language)) {
      const noRun = reason?.[1] ?? null;
      blocks.push({ page, line: at + 2, language, code, noRun, file: file?.[1] ?? null });
    }
    at = end;
  }
  return blocks;
}

export const allBlocks = pages.flatMap(blocksOf);

export const nameOf = ({ page, line }: Block) => `${page}:${line}`;
