/** In the steady state no JavaScript is allocated per block, counted over a million of them; on Windows over fewer. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { runNode } from './helpers/child.js';

const child = resolve('test/helpers/heap-child.mjs');
const flags = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'];
const seconds = 600;
/** Under Wine every wake-up is a call into another process, so that a million take minutes. */
const blocks = process.platform === 'win32' ? 200_000 : 1_000_000;

/**
 * The smallest object takes 16 bytes, so less than that is none per block. What is left over is not made for blocks: turns
 * of the event loop, wake-ups by it, and functions that are compiled.
 */
const smallestObject = 16;

test.each(['process', 'processor', 'tryRead'])('%s', { timeout: seconds * 1000 }, async (way) => {
  const ended = await runNode([...flags, child, way, String(blocks)], seconds);
  expect(ended, ended.output).toMatchObject({ code: 0, signal: null });
  const { bytesPerBlock } = JSON.parse(ended.output) as { bytesPerBlock: number };
  console.log(`${way}: ${bytesPerBlock.toFixed(2)} bytes a block`);
  expect(bytesPerBlock).toBeLessThan(smallestObject);
});
