import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Recoverable, Recovery } from '../dist/device-recovery.js';

const mismatch = { reported: 96000, measured: 48000.4 };

class FakeDevice implements Recoverable {
  isOpen = true;
  isHeard = true;
  readonly resets: string[] = [];
  readonly failures: string[] = [];
  /** Ends the reset that is under way. */
  settle = (): void => {};

  reset(reason: string): Promise<void> {
    this.resets.push(reason);
    return new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  failStream(error: { code: string }): void {
    this.failures.push(error.code);
  }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

async function settle(device: FakeDevice): Promise<void> {
  device.settle();
  await new Promise((resolve) => setImmediate(resolve));
}

test('a rate that a driver does not run at is insisted on once', async () => {
  const device = new FakeDevice();
  const recovery = new Recovery(device, 'reopen');
  recovery.onRateMismatch(mismatch, 96000);
  await settle(device);
  vi.advanceTimersByTime(3000);
  recovery.onRateMismatch(mismatch, 96000);
  expect(device.resets).toEqual(['rate-mismatch']);
  expect(device.failures).toEqual(['SAMPLE_RATE_REFUSED']);
});

test('a rate that is lost again after it was kept for a while is insisted on again', async () => {
  const device = new FakeDevice();
  const recovery = new Recovery(device, 'reopen');
  recovery.onRateMismatch(mismatch, 96000);
  await settle(device);
  vi.advanceTimersByTime(60_000);
  recovery.onRateMismatch(mismatch, 96000);
  expect(device.resets).toEqual(['rate-mismatch', 'rate-mismatch']);
  expect(device.failures).toEqual([]);
});

test('what is measured while the driver is being opened again already counts for nothing', async () => {
  const device = new FakeDevice();
  const recovery = new Recovery(device, 'reopen');
  recovery.onResetRequest();
  recovery.onRateMismatch(mismatch, 96000);
  await settle(device);
  recovery.onRateMismatch(mismatch, 96000);
  expect(device.resets).toEqual(['request', 'rate-mismatch']);
  expect(device.failures).toEqual([]);
});

test('another rate is another matter, and one that nobody has set is none', async () => {
  const device = new FakeDevice();
  const recovery = new Recovery(device, 'reopen');
  for (const wanted of [96000, undefined, 44100]) {
    recovery.onRateMismatch(mismatch, wanted);
    await settle(device);
  }
  expect(device.resets).toEqual(['rate-mismatch', 'rate-mismatch']);
  expect(device.failures).toEqual([]);
});

test('drivers that have to be opened again and again are given up', async () => {
  const device = new FakeDevice();
  const recovery = new Recovery(device, 'reopen');
  for (let i = 0; i < 4; i++) {
    recovery.onStall('stalled');
    await settle(device);
  }
  expect(device.resets).toEqual(['stalled', 'stalled', 'stalled']);
  expect(device.failures).toEqual(['DRIVER_UNSTABLE']);
});
