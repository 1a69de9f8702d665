/** The compiler has nothing against the blocks of the documents: those that cannot be run as well. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { runNode } from '../helpers/child.js';
import { type Block, root } from './pages.js';
import { prelude, scripts } from './programs.js';

const folder = join(root, '.build', 'documents', `types-${process.platform}`);

const lenient = {
  noUnusedLocals: false,
  noUnusedParameters: false,
  noPropertyAccessFromIndexSignature: false,
};

/** JavaScript is not held to `strict`: it has no way to say what a parameter is. */
const projects = {
  js: { strict: false, exactOptionalPropertyTypes: false, checkJs: true },
  ts: { strict: true },
};

function write(block: Block): void {
  const kind = block.language === 'ts' ? 'ts' : 'js';
  const place = join(folder, kind, block.page.replaceAll('/', '-'));
  mkdirSync(place, { recursive: true });
  const name = block.file ?? `line-${block.line}.${kind}`;
  // Also where nothing is imported or exported it is a module, as names of blocks must not meet.
  writeFileSync(join(place, name), `${prelude(block, place)}${block.code}export {};\n`);
}

function writeProject(kind: string, compilerOptions: object): string {
  const place = join(folder, kind);
  mkdirSync(place, { recursive: true });
  const base = relative(place, join(root, 'test/tsconfig.json')).replaceAll('\\', '/');
  const path = join(place, 'tsconfig.json');
  writeFileSync(path, JSON.stringify({ extends: base, compilerOptions, include: ['**/*'] }));
  return path;
}

/** Without a package that is not installed the compiler knows nothing. */
const isForeign = ({ code, noRun }: Block) =>
  noRun !== null && /from '(?!\.|node:|bufferswitch|vitest)/.test(code);

it('finds nothing wrong with the types', async () => {
  rmSync(folder, { recursive: true, force: true });
  for (const block of scripts) if (!isForeign(block)) write(block);
  for (const [kind, options] of Object.entries(projects)) {
    if (!scripts.some(({ language }) => (language === 'ts') === (kind === 'ts'))) continue;
    const project = writeProject(kind, { ...options, ...lenient });
    const { output } = await runNode([join(root, 'node_modules/typescript/bin/tsc'), '-p', project], 60);
    expect(output).toBe('');
  }
}, 120_000);
