/** Giving up what is waited for. */
import { environment, never } from './environment.js';
import { checkOptions, checkSignal } from './validate.js';

/**
 * The last argument of everything that waits.
 *
 * Aborting ends the waiting: the call rejects with the signal's reason, at once. With a signal that is aborted already
 * it rejects before anything is touched.
 *
 * A call into the driver cannot be taken back. The driver finishes it by itself, and the change takes place: an aborted
 * `start` still starts, an aborted `setSampleRate` still switches, an aborted `close` still closes. What nobody waits
 * for any more, the device of `openDevice`, the stream of `openStream` or the processor of `openProcessor`, is closed as
 * soon as it is there; until then the driver is `DEVICE_BUSY`, and another `openStream` is `INVALID_STATE`.
 */
export interface AbortOptions {
  /** Aborting it ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** The signal among `options`, if there is one. */
export function signalOf(options: AbortOptions | undefined): AbortSignal | undefined {
  if (options === undefined) return undefined;
  checkOptions('options', options, ['signal']);
  return checkSignal('options.signal', options.signal);
}

/**
 * Does `work` unless the signal is aborted already, and rejects with the signal's reason as soon as it is aborted; the
 * work is left to itself then.
 */
export async function orAborted<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (environment.isOver) return never;
  if (signal === undefined) return work();
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
