import { createVirtualDriver } from 'bufferswitch/testing';
import { expect, test } from 'vitest';
import { startMonitor } from './monitor.mjs';

test('the recipe in the documents works', async () => {
  const driver = createVirtualDriver({ inputs: 1, outputs: 1, type: 'float32lsb', cable: 'open' });
  driver.feed([new Float32Array(64).fill(0.5)]);
  const device = await startMonitor(driver.id);
  await expect
    .poll(async () => {
      await driver.step(1);
      return driver.captured().samples?.[0]?.includes(0.25);
    })
    .toBe(true);
  await device.close();
  expect(driver.calls().at(-1)?.name).toBe('release');
  driver.dispose();
});
