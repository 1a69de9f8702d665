// Where links lead on the site: documents to their pages, other files of the repository to a page that shows them.
import { posix } from 'node:path';
import { documents } from './contents.mjs';

const bySource = new Map(documents.map((document) => [document.source, document]));

/** What a link of a document means in the repository: a path, and an anchor behind `#` or nothing. */
function meaningOf(document, href) {
  const [path, anchor] = href.split('#');
  const source = posix.normalize(posix.join(posix.dirname(document.source), path)).replace(/\/$/, '');
  return { source, hash: anchor === undefined ? '' : `#${anchor}` };
}

/** What the navigation calls the document that a link leads to; null: it leads to something else. */
export const labelOf = (document, href) => bySource.get(meaningOf(document, href).source)?.label ?? null;

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
    const { source, hash } = meaningOf(document, href);
    if (/\.svg$/.test(source)) return relativeTo(document.target, source.replace(/^docs\//, ''));
    const target = bySource.get(source)?.target;
    if (target !== undefined) return relativeTo(document.target, target) + hash;
    this.shown.add(source);
    return relativeTo(document.target, pageOfFile(source)) + hash;
  }
}
