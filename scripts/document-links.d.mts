export function linksOf(markdown: string): string[];
export function isElsewhere(link: string): boolean;
export function meaningOf(page: string, link: string): { target: string; anchor: string | undefined };
