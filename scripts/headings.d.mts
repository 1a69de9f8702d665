/** The anchor that a heading has on GitHub and on the site. */
export function anchorOf(heading: string): string;
/** The anchors of a page's headings, in order; of equal ones the second ends in -1. */
export function anchorsOf(markdown: string): string[];
