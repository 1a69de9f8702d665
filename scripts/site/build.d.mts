/** Writes the whole site into a folder, and gives the pages that it consists of, as paths in there. */
export function buildSite(folder: string): string[];
