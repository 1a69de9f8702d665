/** The document's text with the tables as the code has them. */
export function withTables(text: string): string;
export function readDocument(): string;
