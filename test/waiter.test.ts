import { expect, test } from 'vitest';
import { Waiter } from '../dist/waiter.js';

test('a check that throws fails the wait, and not whoever polls', async () => {
  let broken = false;
  const waiter = new Waiter<number>(
    () => {
      if (broken) throw new Error('broken');
      return undefined;
    },
    () => {},
  );
  const waited = waiter.wait();
  broken = true;
  expect(() => waiter.poll()).not.toThrow();
  await expect(waited).rejects.toThrow('broken');
  expect(waiter.waiting).toBe(false);
});

test('a wait whose first check throws has failed, and the next one can begin', async () => {
  let calls = 0;
  const waiter = new Waiter<number>(
    () => {
      calls++;
      if (calls === 1) throw new Error('broken');
      return calls;
    },
    () => {},
  );
  await expect(waiter.wait()).rejects.toThrow('broken');
  await expect(waiter.wait()).resolves.toBe(2);
});
