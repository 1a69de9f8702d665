// Where the headings of a document can be linked to: as GitHub does it, so that links hold there and on the site.

const isFence = (line) => /^\s*```/.test(line);

/** The anchor that a heading has on GitHub and on the site. */
export function anchorOf(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

/** Tells anchors of one page apart: of equal ones the second ends in -1. */
export function anchors() {
  const seen = new Map();
  return (heading) => {
    const anchor = anchorOf(heading);
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  };
}

/** The anchors of a page's headings, in order. */
export function anchorsOf(markdown) {
  const next = anchors();
  let inCode = false;
  const found = [];
  for (const line of markdown.split('\n')) {
    if (isFence(line)) inCode = !inCode;
    const heading = inCode ? null : /^#{1,6} (.*)$/.exec(line);
    if (heading !== null) found.push(next(heading[1]));
  }
  return found;
}
