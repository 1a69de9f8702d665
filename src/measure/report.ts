/** What `measure` finds out. */
import type { Device } from '../device.js';
import type { DriverLatencies } from '../device-facts.js';
import type { ErrorCode } from '../errors.js';

/** How late the loop was with one rate and one buffer size. */
export interface Measured {
  /** From output to input, in frames: the smallest of `starts`. */
  readonly frames: number;
  /** The same in milliseconds. */
  readonly milliseconds: number;
  /** Frames more than the driver says; negative where it says too much. */
  readonly difference: number;
  /** By how many frames the starts differ; 0: the latency is the same each time. */
  readonly spread: number;
  /** What was measured after each start. */
  readonly starts: readonly number[];
  /** `exact`: every sample came back as it was played. `similar`: altered, and known by its shape. */
  readonly match: 'exact' | 'similar';
  /** It came back upside down. */
  readonly isInverted: boolean;
}

/** Why a row was not measured. */
export interface MeasureProblem {
  /**
   * What the driver or the device failed with, null for an error that has no code. `NOTHING_HEARD`: nothing that was played
   * came back. `AUDIO_LOST`: this machine was too busy, or the driver was opened anew, each time. `RATE_CHANGED`: the driver
   * changed its rate by itself. `NOT_TRIED`: too many before it had gone wrong.
   */
  readonly code: ErrorCode | 'NOTHING_HEARD' | 'AUDIO_LOST' | 'RATE_CHANGED' | 'NOT_TRIED' | null;
  /** The same in a sentence. */
  readonly message: string;
}

/** One rate and one buffer size: either `measured` or `problem` is null. */
export interface MeasureRow {
  /** Hz. */
  readonly sampleRate: number;
  /** Frames; null where the driver did not even take the rate. */
  readonly bufferSize: number | null;
  /** What the driver says, once it has its buffers. */
  readonly reported: DriverLatencies | null;
  /** Null where there is a `problem`. */
  readonly measured: Measured | null;
  /** Null where it was measured. */
  readonly problem: MeasureProblem | null;
}

/** How many rows could be measured. */
export type MeasureVerdict =
  /** Every row was measured. */
  | 'measured'
  /** Some were. */
  | 'partly'
  /** Nothing that was played came back at all. */
  | 'nothing'
  /** None could be measured: the driver failed, or the machine was too busy. */
  | 'failed';

/** What `measure` resolves with. Nothing but plain data: it can be kept as JSON. */
export interface MeasureReport {
  /** The answer in a word. */
  readonly verdict: MeasureVerdict;
  /** The driver that was measured. */
  readonly driver: { readonly id: string; readonly name: string };
  /** The channel that played, and the one that listened. */
  readonly output: number;
  /** The channel that listened. */
  readonly input: number;
  /** By rate, and then by buffer size. */
  readonly rows: readonly MeasureRow[];
  /** Why the device does not have the rate again that it had before; null: it has. */
  readonly rateProblem: MeasureProblem | null;
}

export function reportOf(
  { driver: { id }, name }: Device,
  { output, input }: Pick<MeasureReport, 'output' | 'input'>,
  rows: readonly MeasureRow[],
  rateProblem: MeasureProblem | null,
): MeasureReport {
  return { verdict: verdictOf(rows), driver: { id, name }, output, input, rows, rateProblem };
}

function verdictOf(rows: readonly MeasureRow[]): MeasureVerdict {
  const measured = rows.filter((row) => row.measured !== null);
  if (measured.length > 0) return measured.length === rows.length ? 'measured' : 'partly';
  return rows.some(({ problem }) => problem?.code === 'NOTHING_HEARD') ? 'nothing' : 'failed';
}
