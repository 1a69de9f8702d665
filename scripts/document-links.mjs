// Where the documents lead.
import { posix } from 'node:path';

/** Neither blocks of code nor what is quoted as code within a line. */
const prose = (markdown) => markdown.replace(/^\s*```[\s\S]*?^\s*```$/gm, '').replace(/`[^`\n]*`/g, '`');

/** The targets of a document's links, as they stand there. */
export const linksOf = (markdown) =>
  [...prose(markdown).matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map(([, target]) => target);

export const isElsewhere = (link) => /^[a-z+]+:/i.test(link);

/** The path in the repository, and the heading if it names one, that a link of the document `page` means. */
export function meaningOf(page, link) {
  const [path, anchor] = link.split('#');
  const target = path === '' ? page : posix.join(posix.dirname(page), path).replace(/\/$/, '');
  return { target, anchor };
}
