/** What goes into the file: from the first sample that is loud enough on, with silence for what was lost. */
export class Take {
  frames = 0;
  lostFrames = 0;
  overloads = 0;
  #file;
  #threshold;
  #report;
  /** Where the next frame of the file is in the stream; null before the start. */
  #position = null;

  /** `threshold` is in the numbers of the samples; `report` is told of every trouble, with its frame in the file. */
  constructor(file, threshold, report) {
    this.#file = file;
    this.#threshold = threshold;
    this.#report = report;
  }

  get isStarted() {
    return this.#position !== null;
  }

  async add(block) {
    if (block.flags.rateChanged)
      throw new Error('The device has another sample rate now, and the file cannot');
    let from = 0;
    if (this.#position === null) {
      from = this.#findStart(block);
      if (from < 0) return;
      this.#position = block.position + from;
    }
    await this.fillUpTo(block.position + from);
    if (block.flags.overload) {
      this.overloads++;
      this.#report({ kind: 'overload', frame: this.frames });
    }
    // The block is the driver's again when the next one is asked for, which is after this.
    await this.#file.write(block.channels, block.frames - from, from);
    this.#advance(block.frames - from);
  }

  /** What is missing up to that position was lost: silence keeps everything after it in its place. */
  async fillUpTo(position) {
    if (!this.isStarted) return;
    let missing = position - this.#position;
    if (missing <= 0) return;
    this.#report({ kind: 'lost', frame: this.frames, frames: missing });
    this.lostFrames += missing;
    const silence = Array.from({ length: this.#file.format.channels }, () => new Int32Array(8192));
    while (missing > 0) {
      const frames = Math.min(missing, 8192);
      await this.#file.write(silence, frames);
      this.#advance(frames);
      missing -= frames;
    }
  }

  #advance(frames) {
    this.frames += frames;
    this.#position += frames;
  }

  /** The first frame in which a channel is loud enough. */
  #findStart(block) {
    if (this.#threshold === 0) return 0;
    const starts = block.channels
      .map((samples) => samples.findIndex((sample) => Math.abs(sample) > this.#threshold))
      .filter((start) => start >= 0);
    return starts.length === 0 ? -1 : Math.min(...starts);
  }
}
