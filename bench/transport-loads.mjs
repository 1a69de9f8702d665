// What the main thread is kept busy with while something else is measured.
import { constants, PerformanceObserver, performance } from 'node:perf_hooks';

export const loads = ['idle', 'blocked', 'garbage'];

const blockedMs = 5;
const freeMs = 5;
/** Small objects that are made at once, and how many such lots are kept, so that they grow old and die. */
const lotObjects = 4000;
const keptLots = 100;
const garbageMs = 2;

/** Runs `work` whenever `restMs` have passed since it was done; gives what stops it. */
function repeat(work, restMs) {
  let timer;
  const next = () => {
    work();
    timer = setTimeout(next, restMs);
  };
  timer = setTimeout(next, restMs);
  return () => clearTimeout(timer);
}

function block() {
  const end = performance.now() + blockedMs;
  while (performance.now() < end);
}

function makeGarbage(lots) {
  lots.push(Array.from({ length: lotObjects }, (_, index) => ({ index, next: [index] })));
  if (lots.length > keptLots) lots.shift();
}

function workOf(name) {
  if (name === 'blocked') return { work: block, restMs: freeMs };
  const lots = [];
  if (name === 'garbage') return { work: () => makeGarbage(lots), restMs: garbageMs };
  return undefined;
}

/** Collections of this thread's heap, until the returned function is called. */
function watchCollections() {
  const all = [];
  const observer = new PerformanceObserver((list) => all.push(...list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  return () => {
    all.push(...observer.takeRecords());
    observer.disconnect();
    const { NODE_PERFORMANCE_GC_MAJOR: major } = constants;
    return {
      collections: all.length,
      majorCollections: all.filter(({ detail }) => detail.kind === major).length,
      longestCollectionNs: Math.max(0, ...all.map(({ duration }) => duration * 1e6)),
    };
  };
}

/** Keeps this thread busy; the returned function ends it and tells what came of it. */
export function startLoad(name) {
  const { work, restMs } = workOf(name) ?? {};
  const endOfCollections = watchCollections();
  const startMs = performance.now();
  let busyMs = 0;
  const timed = () => {
    const from = performance.now();
    work();
    busyMs += performance.now() - from;
  };
  const stop = work === undefined ? () => {} : repeat(timed, restMs);
  return () => {
    stop();
    return { busyPart: busyMs / (performance.now() - startMs), ...endOfCollections() };
  };
}
