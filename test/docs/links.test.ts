/**
 * Links in the documents lead somewhere: to a file that there is, and to a heading in it. Of addresses elsewhere only the
 * form is looked at, as tests have no way to the network: `npm run check:addresses` asks them.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isElsewhere, linksOf, meaningOf } from '../../scripts/document-links.mjs';
import { anchorsOf } from '../../scripts/headings.mjs';
import { linkedPages, readPage, root } from './pages.js';

const linksIn = (page: string) => linksOf(readPage(page));

function problemOf(page: string, link: string): string | null {
  if (isElsewhere(link)) {
    const isFine = URL.canParse(link) && ['https:', 'mailto:'].includes(new URL(link).protocol);
    return isFine ? null : 'no address with https';
  }
  const { target, anchor } = meaningOf(page, link);
  if (target.startsWith('..') || !existsSync(join(root, target))) return 'there is no such file';
  if (anchor === undefined) return null;
  if (!target.endsWith('.md')) return 'only documents have headings';
  return anchorsOf(readPage(target)).includes(anchor) ? null : 'there is no such heading';
}

describe('links in the documents', () => {
  it.each(linkedPages)('%s', (page) => {
    const problems = linksIn(page).flatMap((link) => {
      const problem = problemOf(page, link);
      return problem === null ? [] : [`${link}: ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  it('files that are named exist', () => {
    const named = linkedPages
      .filter((page) => !page.startsWith('examples/'))
      .flatMap((page) => {
        const names = readPage(page).matchAll(
          /`((?:src|native|test|scripts|docs|bench|examples)\/[\w./-]+)`/g,
        );
        return [...names].map(([, path]) => ({ page, path: path as string }));
      });
    expect(named.length).toBeGreaterThan(20);
    // Native files are named without an ending where a header and a source belong together.
    const exists = (path: string) =>
      ['', '.h', '.cpp', '_win.cpp'].some((ending) => existsSync(join(root, path + ending)));
    expect(named.filter(({ path }) => !exists(path))).toEqual([]);
  });

  it('there are some', () => {
    expect(linkedPages.flatMap(linksIn).length).toBeGreaterThan(50);
  });
});
