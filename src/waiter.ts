/**
 * One place to wait at: at most one promise is open, and it settles when `check` has a result or throws. A wait that is
 * aborted leaves at once, before `check` is asked again: what comes then is for the next one.
 */
export class Waiter<T> {
  readonly #check: () => T | undefined;
  readonly #arm: () => void;
  #resolve: ((value: T) => void) | undefined;
  #reject: ((reason: unknown) => void) | undefined;
  #signal: AbortSignal | undefined;
  readonly #onAbort = () => this.fail(this.#signal?.reason);

  /** `check` gives the result or undefined; `arm` makes sure that `poll` is called when that may change. */
  constructor(check: () => T | undefined, arm: () => void) {
    this.#check = check;
    this.#arm = arm;
  }

  get waiting(): boolean {
    return this.#resolve !== undefined;
  }

  wait(signal?: AbortSignal): Promise<T> {
    if (this.waiting) return Promise.reject(new Error('Two waits at one place'));
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.poll();
      if (signal !== undefined && this.waiting) this.#listen(signal);
    });
  }

  /** Looks again. Where that throws, the wait has failed: whoever polls has nothing to do with it. */
  poll(): void {
    if (!this.waiting) return;
    try {
      let result = this.#check();
      if (result === undefined) {
        this.#arm();
        result = this.#check(); // what came between the look and the arming rang nobody
      }
      if (result !== undefined) this.#settle(result);
    } catch (error) {
      this.fail(error);
    }
  }

  #settle(result: T): void {
    const resolve = this.#resolve;
    this.#clear();
    resolve?.(result);
  }

  fail(reason: unknown): void {
    const reject = this.#reject;
    this.#clear();
    reject?.(reason);
  }

  #listen(signal: AbortSignal): void {
    this.#signal = signal;
    signal.addEventListener('abort', this.#onAbort);
  }

  #clear(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#signal = undefined;
    this.#resolve = undefined;
    this.#reject = undefined;
  }
}
