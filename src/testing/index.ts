/** For programs that are tested without hardware: see `docs/testing.md`. */
export type { DriverCall, DriverTime } from './calls.js';
export type { FedChannel } from './feeding.js';
export type { VirtualClock, VirtualDriverOptions, VirtualDriverSettings } from './options.js';
export type { SampleType } from './sample-types.js';
export {
  type Captured,
  createVirtualDriver,
  type Fault,
  type InjectOptions,
  type VirtualDriver,
} from './virtual-driver.js';
