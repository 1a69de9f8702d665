/** The document's text with the table as the code has it. */
export function withTable(text: string): string;
export function readDocument(): string;
