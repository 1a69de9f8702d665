/**
 * `breaks`: a driver must not do that. `odd`: nobody forbids it, and hosts stumble over it. `note`: a driver may do that, and
 * somebody who wonders about a host wants to know.
 */
export type Severity = 'breaks' | 'odd' | 'note';

/** A rule of the contract, in words. */
export interface Rule {
  /** How bad it is to break it. */
  readonly severity: Severity;
  /** What a driver does that keeps to it. */
  readonly what: string;
  /** Who says so. */
  readonly source: string;
  /** What happens to hosts otherwise. */
  readonly effect: string;
  /** What this package does then. */
  readonly answer: string;
}

/** Where rules come from. */
export const source = {
  protocol: 'the ASIO protocol',
  custom: 'what hosts have come to rely on',
  system: 'the rules for libraries of the system',
} as const;
