/**
 * Drivers that crash as they are created, started up or released. On Windows they do it to themselves only; elsewhere
 * the process ends with them, which `probe.test.ts` shows.
 */
import { type Device, openDevice } from 'bufferswitch';
import { describe, expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { nextBlock } from '../helpers/loopback.js';
import { freshId, openPersonality } from './support.js';

/** What a device still does while others crash. */
async function plays(device: Device): Promise<void> {
  await using stream = await device.openStream({ bufferSize: 64 });
  await stream.start();
  await device.step(3);
  expect((await nextBlock(stream.input)).frames).toBe(64);
}

describe.runIf(process.platform === 'win32')('on Windows', () => {
  test.each([
    ['create-crashes', 'future', /in future \(an access violation, 0xC0000005 at .*node\.napi\.node\)/],
    ['init-crashes', 'init', /in init \(an access violation, 0xC0000005 at .*node\.napi\.node\)/],
    ['init-throws', 'init', /in init \(a C\+\+ exception, 0x20474343 at /],
  ])('%s: an error, once and for all, and nobody else is affected', async (personality, operation, words) => {
    await using other = await openPersonality('duplicates');
    const id = freshId();
    const settings = { personality };
    const error = await failure(openDevice(id, { settings }));
    expect(error).toMatchObject({ code: 'DRIVER_CRASHED', operation });
    expect(error.message).toMatch(words);
    const again = await failure(openDevice(id));
    expect(again).toMatchObject({ code: 'DRIVER_CRASHED', operation: 'open' });
    expect(again.message).toMatch(/crashed earlier in this process.*Restart the program/);
    await plays(other);
  });

  test('release-crashes: the device closes, the event tells why, and the driver is refused', async () => {
    await using other = await openPersonality('duplicates');
    const id = freshId();
    const device = await openDevice(id, { settings: { personality: 'release-crashes', clock: 'step' } });
    await plays(device);
    const reasons: unknown[] = [];
    device.on('close', (reason) => reasons.push(reason));
    await device.close();
    expect(reasons).toMatchObject([{ code: 'DRIVER_CRASHED', operation: 'release' }]);
    expect(device.state).toBe('closed');
    expect((await failure(openDevice(id))).code).toBe('DRIVER_CRASHED');
    await plays(other);
  });

  test('a reset of release-crashes ends the device', async () => {
    const device = await openPersonality('release-crashes');
    const reasons: unknown[] = [];
    device.on('close', (reason) => reasons.push(reason));
    expect((await failure(device.reset())).code).toBe('DRIVER_CRASHED');
    expect(reasons).toMatchObject([{ code: 'DRIVER_CRASHED' }]);
    expect(device.state).toBe('closed');
    await device.close();
  });
});
