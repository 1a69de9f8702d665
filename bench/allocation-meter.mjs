// Bytes of JavaScript heap that are allocated per block, measured from inside the loop that serves the blocks.
import { PerformanceObserver, performance } from 'node:perf_hooks';
import v8 from 'node:v8';

const windowBlocks = 1000;
const mostWindows = 20000;

/**
 * Where the heap ends. Newer versions of Node count what was ever allocated; in others it is the memory in use, which
 * says the same as long as nothing is collected.
 */
function allocatedBytes() {
  const statistics = v8.getHeapStatistics();
  return statistics.total_allocated_bytes ?? statistics.used_heap_size;
}

/** Marks of when collections were, as [from, to] in milliseconds. */
function watchCollections() {
  const all = [];
  const note = (entries) => {
    for (const { startTime, duration } of entries) all.push([startTime, startTime + duration]);
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  return () => {
    note(observer.takeRecords());
    observer.disconnect();
    return all;
  };
}

/**
 * Counts blocks in windows. At each border the heap is read twice, so that what a reading itself allocates is known and
 * taken off. Windows with a collection in them do not count, but are told.
 */
export class AllocationMeter {
  done = false;
  #block = 0;
  #window = 0;
  #untilMs = 0;
  #job;
  #finished;
  #endOfCollections = watchCollections();
  // Two readings for each border.
  #bytes = new Float64Array(2 * (mostWindows + 1));
  #ms = new Float64Array(2 * (mostWindows + 1));

  /** `job`: how many blocks are not measured, how many are at least, and for how long. */
  constructor(job, finished) {
    this.#job = job;
    this.#finished = finished;
  }

  /** Once per block. */
  block() {
    if (++this.#block < this.#job.warmUpBlocks || this.done) return;
    if ((this.#block - this.#job.warmUpBlocks) % windowBlocks === 0) this.#border();
  }

  #read(index) {
    this.#ms[index] = performance.now();
    this.#bytes[index] = allocatedBytes();
  }

  #border() {
    const border = this.#window++;
    this.#read(2 * border);
    this.#read(2 * border + 1);
    if (border === 0) this.#untilMs = performance.now() + this.#job.seconds * 1000;
    const enough = border * windowBlocks >= this.#job.blocks && performance.now() >= this.#untilMs;
    if (!enough && border < mostWindows) return;
    this.done = true;
    // By a turn of the event loop, in which the last collections are told.
    setImmediate(() => this.#finished(this.#result(border)));
  }

  #result(windows) {
    const collections = this.#endOfCollections();
    const perWindow = [];
    for (let i = 0; i < windows; i++) {
      const [before, from, to, after] = this.#bytes.subarray(2 * i, 2 * i + 4);
      const [fromMs, toMs] = [this.#ms[2 * i + 1], this.#ms[2 * i + 2]];
      const collected = collections.some(([start, end]) => start <= toMs && end >= fromMs);
      if (collected || to < from || after < to || from < before) continue;
      perWindow.push(Math.max(0, to - from - (from - before)));
    }
    return {
      blocks: perWindow.length * windowBlocks,
      bytesPerWindow: perWindow,
      windowBlocks,
      windowsWithCollection: windows - perWindow.length,
    };
  }
}
