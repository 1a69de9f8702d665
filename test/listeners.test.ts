import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runNode } from './helpers/child.js';

const child = fileURLToPath(new URL('./helpers/listener-child.mjs', import.meta.url));

test('a listener that throws is its own uncaught exception, and nothing else stops at it', async () => {
  const { code, output } = await runNode([child], 15);
  expect({ code, output }).toMatchObject({ code: 0 });
  const { caught, ...facts } = JSON.parse(output);
  expect(facts).toEqual({
    sampleRate: 96000,
    state: ['closed', 'closed'],
    lost: ['DRIVER_TIMEOUT', 'closed'],
  });
  expect(new Set(caught)).toEqual(
    new Set([
      'stream restart',
      'device reset',
      'stream xrun',
      'stream close',
      'device close',
      'another close',
      'a lost device',
    ]),
  );
});
