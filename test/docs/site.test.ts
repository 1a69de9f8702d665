/** The site is whole: every page is reached from the first, and every link leads to something, to the very heading. */
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildSite } from '../../scripts/site/build.mjs';
import { root } from './pages.js';

const folder = join(root, '.build', 'documents', 'site');
const pages = buildSite(folder);
const text = new Map(pages.map((page) => [page, readFileSync(join(folder, page), 'utf8')]));
const textOf = (page: string) => text.get(page) ?? '';

const idsOf = (page: string) => new Set([...textOf(page).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
const ids = new Map(pages.map((page) => [page, idsOf(page)]));

/** Where each link of a page leads: another page or file, and an anchor or none. */
function linksOf(page: string): { to: string; anchor: string | undefined }[] {
  const found = [...textOf(page).matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, href]) => href as string);
  return found
    .filter((href) => !/^[a-z+]+:/i.test(href))
    .map((href) => {
      const [path = '', anchor] = href.split('#');
      return { to: path === '' ? page : posix.join(posix.dirname(page), path), anchor };
    });
}

describe('the site', () => {
  it('has pages for the guides and the reference', () => {
    expect(pages).toEqual(
      expect.arrayContaining(['index.html', 'guides/first-player.html', 'api/files.html']),
    );
    expect(pages.length).toBeGreaterThan(35);
  });

  it('has a link to nothing nowhere', () => {
    const broken = pages.flatMap((page) =>
      linksOf(page)
        .filter(({ to, anchor }) => {
          const isThere = ids.has(to) || existsSync(join(folder, to));
          return !isThere || (anchor !== undefined && ids.get(to)?.has(anchor) !== true);
        })
        .map(({ to, anchor }) => `${page}: ${to}${anchor === undefined ? '' : `#${anchor}`}`),
    );
    expect([...new Set(broken)]).toEqual([]);
  });

  it('has no page that cannot be reached', () => {
    const reached = new Set(['index.html']);
    for (const page of reached) for (const { to } of linksOf(page)) if (text.has(to)) reached.add(to);
    expect(pages.filter((page) => !reached.has(page))).toEqual([]);
  });

  it('has no identifier twice on a page', () => {
    const twice = pages.flatMap((page) => {
      const all = [...textOf(page).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id as string);
      return all.filter((id, at) => all.indexOf(id) !== at).map((id) => `${page}#${id}`);
    });
    expect(twice).toEqual([]);
  });

  it('loads nothing from anywhere else', () => {
    const foreign = pages.filter((page) =>
      /<(?:script|link|img)[^>]*(?:src|href)="[a-z]+:/.test(textOf(page)),
    );
    expect(foreign).toEqual([]);
  });
});
