export type { Block, BlockData, BlockFlags, Samples } from './block.js';
export {
  type BufferSizes,
  type Channel,
  type ClockSource,
  type Device,
  type DeviceEvents,
  type DeviceState,
  type DriverSettings,
  type OpenDeviceOptions,
  openDevice,
} from './device.js';
export { type DriverChoice, type DriverEntry, type ListDriversOptions, listDrivers } from './drivers.js';
export { BufferSwitchError, type ErrorCode, type ErrorDetails, errorCodes } from './errors.js';
export type { Format } from './ring.js';
export type { Restart, Stream, StreamEvents, StreamOptions, StreamState, StreamStats } from './stream.js';
export type { StreamInput } from './stream-input.js';
export type { StreamOutput } from './stream-output.js';
