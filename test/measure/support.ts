import { threadId } from 'node:worker_threads';
import { type Device, type DriverSettings, type OpenDeviceOptions, openDevice } from 'bufferswitch';

let count = 0;

/** An instance of its own of the virtual driver, as fast as it can. */
export function open(settings: DriverSettings = {}, options: OpenDeviceOptions = {}): Promise<Device> {
  count++;
  return openDevice(`built-in:loopback:m${threadId}-${process.pid}-${count}`, {
    ...options,
    settings: { clock: 'freerun', ...settings },
  });
}
