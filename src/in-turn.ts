/** Calls that change the same thing, and so are done one after the other, in the order in which they came. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Does `work` when all that came before is over, whatever became of that. */
  do<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}
