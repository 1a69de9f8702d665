// How many blocks a second the ring carries in C++, beside other queues between one writer and one reader.
import { measure } from './native-program.mjs';

/**
 * What one queue did with blocks of one size. Figures are of rounds, in each of which every queue had its turn.
 * @typedef {object} RingRecord
 * @property {string} queue
 * @property {number} blockBytes 4: only the cost of telling the other side
 * @property {number} capacity blocks that fit in
 * @property {1 | 2} threads 2: from one thread to another; 1: in and out on the same thread
 * @property {number} blocksPerSecond the median round's, as is bytesPerSecond
 * @property {number} bytesPerSecond
 * @property {number} rounds
 * @property {number} quiet rounds in which no other program took a core from the threads; all figures are of these,
 *   but if there is none they tell of the other programs as well
 * @property {number} min blocks per second in the slowest round
 * @property {number} median
 * @property {number} max
 * @property {number} ratio the time by the ring's in the same round, in the median; 1: as fast as the ring
 */

/**
 * Blocks until all is measured.
 * @param {{ quick?: boolean }} options quick: fewer rounds
 * @returns {(RingRecord | { queue: string, missing: string })[]} `missing`: why a queue was not measured
 */
export function ringThroughput({ quick = false } = {}) {
  const measured = measure('transport_bench', quick ? ['--quick'] : []);
  if (!measured) throw new Error('transport_bench failed');
  return measured.records;
}
