/** What a device does by itself when its driver wants to be reset, or is out of its pace. */
import type { RateMismatch, Stall } from './device-events.js';
import { type OnReset, ResetBreaker, type ResetReason } from './device-reset.js';
import { BufferSwitchError, throwLater } from './errors.js';

/** The device, as far as that is concerned. */
export interface Recoverable {
  readonly isOpen: boolean;
  /** Whether somebody learns of an end. */
  readonly isHeard: boolean;
  reset(reason: ResetReason): Promise<void>;
  /** Ends the stream; the device stays open. */
  failStream(error: BufferSwitchError): void;
}

const { limit, withinMs } = ResetBreaker;
const unstable = `The driver had to be opened again ${limit} times within ${withinMs / 1000} seconds, and does not settle. Look into its control panel, or choose another buffer size.`;
const silent =
  'The driver was started and never asked for audio. Is the interface switched on, and does its clock source run?';

export class Recovery {
  readonly #device: Recoverable;
  readonly #onReset: OnReset;
  readonly #breaker = new ResetBreaker();
  #isRecovering = false;
  /** The rate that the driver was last opened anew for, and when. */
  #insisted = { rate: 0, atMs: 0 };

  constructor(device: Recoverable, onReset: OnReset) {
    this.#device = device;
    this.#onReset = onReset;
  }

  onResetRequest(): void {
    this.#recover('request');
  }

  onStall(stall: Stall): void {
    if (stall !== 'silent') this.#recover(stall);
    else if (this.#onReset !== 'manual') {
      this.#device.failStream(new BufferSwitchError('DRIVER_STALLED', silent, { operation: 'start' }));
    }
  }

  /** `wanted`: the rate that the program has set, if it has. */
  onRateMismatch({ reported, measured }: RateMismatch, wanted: number | undefined): void {
    if (this.#onReset === 'manual' || this.#isRecovering || wanted === undefined) return;
    const now = performance.now();
    // A measurement takes three seconds: one that comes much later is of a driver that opening anew had helped.
    const isInVain = this.#insisted.rate === wanted && now < this.#insisted.atMs + withinMs;
    this.#insisted = { rate: isInVain ? 0 : wanted, atMs: now };
    if (!isInVain) {
      this.#recover('rate-mismatch');
      return;
    }
    const message = `The driver says that it runs at ${reported} Hz, and runs at ${Math.round(measured)} Hz. Choose the rate in its control panel, or its clock source.`;
    this.#device.failStream(
      new BufferSwitchError('SAMPLE_RATE_REFUSED', message, { operation: 'setSampleRate' }),
    );
  }

  #recover(reason: ResetReason): void {
    const device = this.#device;
    if (this.#onReset === 'manual' || this.#isRecovering || !device.isOpen) return;
    if (!this.#breaker.allows(performance.now())) {
      device.failStream(new BufferSwitchError('DRIVER_UNSTABLE', unstable));
      return;
    }
    this.#isRecovering = true;
    const heard = device.isHeard;
    device
      .reset(reason)
      .catch((error: unknown) => {
        const isGivenUp = error instanceof BufferSwitchError && error.code === 'DEVICE_CLOSED';
        if (!heard && !isGivenUp) throwLater(error);
      })
      .finally(() => {
        this.#isRecovering = false;
      });
  }
}
