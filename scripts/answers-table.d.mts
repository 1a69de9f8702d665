export interface Answer {
  readonly name: string;
  /** Whose tests fail without it. */
  readonly personalities: readonly string[];
  /** What a test may take, where that is to be less than usual. */
  readonly testLimitMs?: number;
  /** File, what is there, and what takes its place. */
  readonly edits: readonly (readonly [file: string, from: string, to: string])[];
}

export const answers: readonly Answer[];
export const unanswered: Readonly<Record<string, string>>;
export function edited(text: string, edits: Answer['edits']): string;
