import { expect, test } from 'vitest';
import { StreamInput } from '../dist/stream-input.js';
import type { StreamMemory } from '../dist/stream-memory.js';

/** The declarations have only what is public. */
type Internal = StreamInput & { use(memory: StreamMemory, isOurs: boolean): void };

const input = () => new StreamInput({ running: false, started: true, wantWake() {} }) as Internal;
/** The memory of one run, in which so many blocks wait. */
const memory = (queued: number) => ({ input: { queued } }) as StreamMemory;

test('memory of earlier settings is kept while it holds blocks that somebody may read', () => {
  const ours = input();
  for (const queued of [0, 3, 0, 2]) ours.use(memory(queued), true);
  expect(ours.queued).toBe(5);
});

test('and not where a process function is the one to read', () => {
  const theirs = input();
  for (const queued of [3, 2]) theirs.use(memory(queued), false);
  expect(theirs.queued).toBe(2);
});
