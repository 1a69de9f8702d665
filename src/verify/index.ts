/**
 * Is a driver bit-perfect? See `docs/verify.md`. An entry of its own, as a program that only plays and records has no use
 * for it and need not load it.
 */
export type { Fact, FirstMismatch, Verdict, VerifyReport } from './report.js';
export type { ErrorTrace } from './trace.js';
export { type VerifyOptions, verify } from './verify.js';
