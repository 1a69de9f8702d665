import { createVirtualDriver } from 'bufferswitch/testing';
import { expect, test } from 'vitest';
import { until } from '../helpers/when.js';
import { startMonitor } from './monitor.mjs';

test('the recipe in the documents works', async () => {
  const driver = createVirtualDriver({ inputs: 1, outputs: 1, type: 'float32lsb', cable: 'open' });
  driver.feed([new Float32Array(64).fill(0.5)]);
  const device = await startMonitor(driver.id);
  for (let buffer = 0; buffer < 20; buffer++) {
    await driver.step(1);
    await until(() => device.stream?.input.queued === 0);
  }
  expect(driver.captured().samples?.[0]?.filter((sample) => sample === 0.25)).toHaveLength(64);
  await device.close();
  expect(driver.calls().at(-1)?.name).toBe('release');
  driver.dispose();
});
