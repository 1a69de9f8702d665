export type { AbortOptions } from './abort.js';
export type { Block, BlockData, BlockFlags, BlockTime } from './block.js';
export type { Device, DeviceState } from './device.js';
export type { DeviceControls, InputMonitor, TransportCommand } from './device-controls.js';
export type { DeviceEvents, RateMismatch, Stall } from './device-events.js';
export type {
  BufferSizes,
  Capabilities,
  Channel,
  ClockSource,
  DevicePair,
  DeviceReport,
  DriverLatencies,
} from './device-facts.js';
export type { DeviceChanges, DeviceReset, OnReset, ResetReason } from './device-reset.js';
export { type DsdBitOrder, isDop, packDop, unpackDop } from './dop.js';
export type { DriverSettings } from './driver-settings.js';
export { type DriverChoice, type DriverEntry, type ListDriversOptions, listDrivers } from './drivers.js';
export { BufferSwitchError, type ErrorCode, type ErrorDetails, errorCodes } from './errors.js';
export type { Fidelity } from './fidelity.js';
export type { Format, Layout, Samples } from './format.js';
export type { IoFormat } from './io-format.js';
export { isSupported } from './native.js';
export { type OpenDeviceOptions, openDevice } from './open-device.js';
export { openRing, type SharedRing } from './open-ring.js';
export type { Parameters } from './parameters.js';
export { type ProbeFacts, type ProbeFailure, type ProbeOptions, type ProbeResult, probe } from './probe.js';
export type { ProcessFunction } from './process-loop.js';
export type { Processor, ProcessorEvents, ProcessorMode, ProcessorOptions } from './processor.js';
export type { ProcessorContext, ProcessorFactory } from './processor-worker.js';
export type { RingHandle } from './ring-handle.js';
export type { Stream, StreamState } from './stream.js';
export type { BlocksOptions, StreamInput } from './stream-input.js';
export type { Latency } from './stream-latency.js';
export type { Dither, Restart, StreamEvents, StreamOptions } from './stream-options.js';
export type { DrainOptions, StreamOutput } from './stream-output.js';
export type { StreamReadable } from './stream-readable.js';
export type { StreamStats, SwitchInterval, SwitchLoad } from './stream-stats.js';
export type { StreamWritable } from './stream-writable.js';
export type { TimeCode } from './time-code.js';
export type { WakeUpBucket, WakeUps } from './wake-ups.js';
