/** What `verify` finds out. */
import type { ErrorTrace } from './trace.js';

/** Something that was found. Levels are in decibels, positions in frames of what was played. */
export type Fact =
  /** The channel comes back louder or quieter. */
  | { readonly kind: 'gain'; readonly input: number; readonly ratio: number; readonly decibels: number }
  | { readonly kind: 'polarity'; readonly input: number }
  /** What `output` plays comes in on `input`. */
  | { readonly kind: 'swapped'; readonly input: number; readonly output: number }
  /** Noise whose level does not depend on what is played; `bits` is how many of the lowest ones it moves. */
  | { readonly kind: 'noise'; readonly input: number; readonly decibels: number; readonly bits: number }
  | { readonly kind: 'bits-lost'; readonly input: number; readonly kept: number; readonly lost: number }
  /** It went through floats of 32 bits: of each sample 24 bits are left. */
  | { readonly kind: 'float'; readonly input: number; readonly kept: 24 }
  /** What is louder than `above`, as a part of full scale, comes back quieter; null: the level has no sharp bound. */
  | { readonly kind: 'limiter'; readonly input: number; readonly above: number | null }
  /** It resembles what was played, at no offset exactly: another rate in between, or a filter. */
  | { readonly kind: 'resampled'; readonly input: number; readonly correlation: number }
  /** `at` has the first ones. `by`: positive where frames came in that were not played, or twice. */
  | {
      readonly kind: 'slips';
      readonly input: number;
      readonly count: number;
      readonly at: readonly { readonly frame: number; readonly by: number }[];
    }
  | {
      readonly kind: 'dropouts';
      readonly input: number;
      readonly count: number;
      readonly frames: number;
      readonly at: readonly { readonly frame: number; readonly frames: number }[];
    }
  /** The same is added to every sample. */
  | { readonly kind: 'offset'; readonly input: number; readonly steps: number; readonly decibels: number }
  | { readonly kind: 'leak'; readonly input: number; readonly output: number; readonly decibels: number }
  /** Channels are not equally late; `frames` after the first of them. */
  | { readonly kind: 'skew'; readonly input: number; readonly frames: number }
  /** `silent`: nothing came in at all. Otherwise it was something, but not what was played. */
  | { readonly kind: 'nothing'; readonly input: number; readonly silent: boolean }
  /** It differs in a way that has no name here, by `decibels` at the most. */
  | {
      readonly kind: 'different';
      readonly input: number;
      readonly samples: number;
      readonly decibels: number;
    };

/** What `verify` makes of all that it found. */
export type Verdict =
  /** Every sample came back as it was played. */
  | 'bit-perfect'
  /** What was played came back, but not as it was. */
  | 'altered'
  /** What was played was not heard on any input. */
  | 'nothing'
  /** This machine was too busy, or the driver was opened anew: nothing can be said. */
  | 'inconclusive';

/** The first sample that did not come back as it was played. */
export interface FirstMismatch {
  /** The frame of what was played, counted from its first one. */
  readonly frame: number;
  /** The channel that it came in on. */
  readonly input: number;
  /** Codes of the driver's integers, floats with 1 for full scale, or bytes of DSD with the first sample highest. */
  readonly expected: number;
  /** What came in, in the same unit. */
  readonly actual: number;
}

/** What `verify` resolves with. Nothing but plain data: it can be kept as JSON. */
export interface VerifyReport {
  /** The answer in a word. */
  readonly verdict: Verdict;
  /** What was found, input by input; empty where nothing was. */
  readonly facts: readonly Fact[];
  /** Where it begins; null: every sample was right, or nothing came back. */
  readonly firstMismatch: FirstMismatch | null;
  /** Frames from output to input. Measured: null where nothing came back. */
  readonly latency: { readonly measured: number | null; readonly reported: number };
  /** Of the inputs and outputs; several, separated by a comma, where they are not all the same. */
  readonly sampleType: string;
  /** Bits of each sample that arrive, where that is known: 24 of a driver that has `int32lsb` and loses the lowest 8. */
  readonly validBits: number | null;
  /** What no program can find out by listening to what comes in. */
  readonly whatCannotBeProven: readonly string[];
  /** The driver that was verified. */
  readonly driver: { readonly id: string; readonly name: string };
  /** Channels that were listened to. */
  readonly inputs: readonly number[];
  /** Channels that played. */
  readonly outputs: readonly number[];
  /** Hz, or null when the driver does not know. */
  readonly sampleRate: number | null;
  /** Frames per buffer switch. */
  readonly bufferSize: number;
  /** Frames that were played. */
  readonly frames: number;
  /** Samples that were compared, of all channels together; of DSD bytes. */
  readonly compared: number;
  /** Samples that differ, of all channels together; of DSD bytes. */
  readonly different: number;
  /** Frames that were lost between this program and the driver. */
  readonly lostFrames: { readonly input: number; readonly output: number };
  /** With `trace: true`: how large errors were, of each input that heard something. */
  readonly trace?: readonly ErrorTrace[];
}
