/** What the command line says where the driver wants to be opened again in the midst. */
import { createVirtualDriver, type VirtualDriverOptions } from 'bufferswitch/testing';
import { expect, it } from 'vitest';
import { loopback } from '../../dist/cli/loopback.js';
import { meter } from '../../dist/cli/meter-command.js';
import { runHere } from './here.js';
import { playOn, sound } from './played.js';
import { makeWav, workshop } from './support.js';

const { path } = workshop();
const frames = 72_000;
const stereo = { encoding: 'int24', channels: 2, sampleRate: 48000 } as const;

/** Resets at half a second: what is said as a stream starts is taken for an echo of that. */
function resetting(options: VirtualDriverOptions) {
  const driver = createVirtualDriver({ clock: 'realtime', ...options });
  driver.inject('reset', { at: 24_000 });
  return driver;
}

it('play tells how much was not played', async () => {
  using driver = resetting({ cable: 'open' });
  await makeWav(path('played.wav'), stereo, frames);
  const { code, said, document } = await playOn(driver, [path('played.wav')]);
  const lost = (document as unknown as { lostFrames: number }).lostFrames;
  expect({ code, said }).toEqual({
    code: 4,
    said: [`bufferswitch: ${lost} frames were not played: the driver was opened again meanwhile`],
  });
  expect(sound(driver, 0).length + lost).toBeGreaterThanOrEqual(frames);
});

it('meter counts as silence what it has not heard', async () => {
  using driver = resetting({ cable: 'open', personality: 'init-slow' });
  const args = ['meter', '--duration', '1', '--driver', driver.id, '--json'];
  const { code, stdout, stderr } = await runHere({ meter }, args);
  const { lostFrames } = JSON.parse(stdout);
  expect(lostFrames).toBeGreaterThan(0);
  expect({ code, stderr }).toEqual({
    code: 4,
    stderr: `bufferswitch: ${lostFrames} frames were lost and count as silence: the driver was opened again meanwhile\n`,
  });
});

it('loopback comes to no conclusion', async () => {
  using driver = resetting({});
  await makeWav(path('looped.wav'), stereo, frames);
  const args = ['loopback', path('looped.wav'), '--driver', driver.id];
  const { code, stdout } = await runHere({ loopback }, args);
  expect(code).toBe(4);
  expect(stdout).toMatch(/Audio was lost, since the driver was opened again meanwhile: \d+ frames/);
});
