import { type Device, openDevice, type Stream } from 'bufferswitch';
import type { VirtualDriver } from 'bufferswitch/testing';

/** What a program under test does: opens a device and a stream on it, and starts that. */
export async function startHost(
  driver: VirtualDriver,
  bufferSize = 64,
): Promise<{ device: Device; stream: Stream } & AsyncDisposable> {
  const device = await openDevice(driver.id);
  const stream = await device.openStream({ format: 'int32', bufferSize });
  await stream.start();
  return { device, stream, [Symbol.asyncDispose]: () => device.close() };
}

/** `count` numbers from `first` on. */
export function ramp(first: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => first + index);
}
