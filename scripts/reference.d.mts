export interface Member {
  readonly name: string;
  /** Markdown; empty where there is none. */
  readonly comment: string;
  /** What it throws or rejects with, Markdown. */
  readonly throws: readonly string[];
  /** As it is declared, without a body; of a type with its comments. Null for classes and interfaces. */
  readonly signature: string | null;
}

export interface Export extends Member {
  readonly kind: 'function' | 'class' | 'interface' | 'type' | 'constant';
  /** The class above that is not of this package. */
  readonly base: string | null;
  readonly members: readonly Member[];
}

export interface Entry {
  /** What programs import. */
  readonly entry: string;
  readonly exports: readonly Export[];
}

/** By what programs import, the source. */
export const entries: ReadonlyMap<string, string>;
export function readReference(): Entry[];
/** Exports and members without a comment. */
export function undocumented(reference: readonly Entry[]): string[];
