// How many blocks the ring itself carries, beside other queues: the half of the question that is measured in C++.
import { inChild } from './child.mjs';

const what = 'blocks through a queue in C++';

/** Takes a compiler. Where that part cannot be built or run, a record says so. */
export async function* ringRecords({ quick }) {
  try {
    yield* await inChild(import.meta.url, { quick }, { seconds: 1800 });
  } catch (error) {
    yield { what, settings: { queue: 'all' }, missing: error.message.trim().split('\n').at(-1) };
  }
}

/** In a process of its own, which a failure to build ends. */
export async function measure({ quick }) {
  const { ringThroughput } = await import('./transport-native.mjs');
  return ringThroughput({ quick }).map(({ queue, blockBytes, capacity, threads, ...figures }) => ({
    what,
    settings: { queue, blockBytes, capacity, threads },
    ...figures,
  }));
}
