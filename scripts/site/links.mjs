// Where links lead on the site: documents to their pages, other files of the repository to a page that shows them.
import { posix } from 'node:path';
import { documents } from './contents.mjs';

const targets = new Map(documents.map(({ source, target }) => [source, target]));

/** The page that shows a file or a folder of the repository. */
export const pageOfFile = (path) => `source/${path === '' ? 'index' : path}.html`;

/** From one page of the site to another, as a browser wants it. */
export function relativeTo(from, to) {
  const path = posix.relative(posix.dirname(from), to);
  return path === '' ? posix.basename(to) : path;
}

/** Turns links of one document into those of its page, and notes which files have to be shown. */
export class Links {
  /** Paths in the repository. */
  shown = new Set();

  resolve(document, href) {
    if (/^[a-z+]+:/i.test(href) || href.startsWith('#')) return href;
    const [path, anchor] = href.split('#');
    const source = posix.normalize(posix.join(posix.dirname(document.source), path)).replace(/\/$/, '');
    const hash = anchor === undefined ? '' : `#${anchor}`;
    if (/\.svg$/.test(source)) return relativeTo(document.target, source.replace(/^docs\//, ''));
    const target = targets.get(source);
    if (target !== undefined) return relativeTo(document.target, target) + hash;
    this.shown.add(source);
    return relativeTo(document.target, pageOfFile(source)) + hash;
  }
}
