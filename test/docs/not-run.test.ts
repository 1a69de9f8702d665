/** Blocks that are not run say why; here they are listed, and they stay few. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { allBlocks, nameOf, root } from './pages.js';

const notRun = allBlocks.filter(({ noRun }) => noRun !== null);

it(`${allBlocks.length - notRun.length} of ${allBlocks.length} blocks are run; not run are\n${notRun
  .map((block) => `${nameOf(block)}: ${block.noRun}`)
  .join('\n')}`, () => {
  expect(allBlocks.length).toBeGreaterThan(30);
  expect(notRun.length).toBeLessThan(allBlocks.length / 4);
});

it('scripts of npm that they name exist', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const named = allBlocks.flatMap(({ code }) => [...code.matchAll(/npm run (?:--silent )?([\w:-]+)/g)]);
  expect(named.map(([, name]) => name).filter((name) => !Object.hasOwn(scripts, name as string))).toEqual([]);
});
