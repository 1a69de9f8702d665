import type { DriverLatencies } from './device-facts.js';
import type { DeviceReset } from './device-reset.js';

/** How a driver is out of its pace. See `DeviceEvents.stall`. */
export type Stall = 'silent' | 'stalled' | 'storm';

/** See `DeviceEvents.rateMismatch`. In Hz. */
export interface RateMismatch {
  /** What the driver says, Hz. */
  readonly reported: number | null;
  /** What it does, Hz. */
  readonly measured: number;
}

/** What a device tells: the names of its events, and what listeners get. */
export interface DeviceEvents {
  /** The driver runs at another rate now, not by our doing; 0: it has lost its clock. */
  sampleRateChange: [sampleRate: number];
  /**
   * The driver says one rate and runs at another: everything is too fast or too slow. Where the program has set the rate,
   * the driver is opened anew, which makes some take it, and the stream ends where that does not help; not with
   * `onReset: 'manual'`.
   */
  rateMismatch: [mismatch: RateMismatch];
  /** The driver has other latencies now, in frames. */
  latencyChange: [latencies: DriverLatencies];
  /** The driver lists other clock sources now, or has chosen another one. */
  clockSourceChange: [];
  /**
   * The driver wants to be closed and opened again. Unless `onReset` is `manual` that is about to happen. `fault`: why, and
   * what to do, where that is known, as it is of an audio device of Windows; see `device.fault`.
   */
  resetRequest: [fault: string | null];
  /** The driver lost its place in time. */
  resyncRequest: [];
  /** The driver says that the computer was too slow for it. */
  overload: [];
  /**
   * The driver does not switch buffers as it should. `silent`: it was started and never has. `stalled`: it has stopped
   * to, as an interface does that was unplugged. `storm`: it does it much faster than its rate allows; the stream is
   * silent from then on. Unless `onReset` is `manual`, a silent driver's stream ends, and others are opened anew.
   */
  stall: [stall: Stall];
  /** The driver was closed and opened again. */
  reset: [reset: DeviceReset];
  /** The device is closed, for this reason if there is one. */
  close: [error: unknown];
}
