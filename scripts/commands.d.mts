/** The document's text with the commands as the code has them. */
export function withCommands(text: string): string;
export function readDocument(): string;
