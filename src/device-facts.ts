import { EventEmitter } from 'node:events';
import type { DeviceEvents } from './device-events.js';
import type { DriverEntry } from './drivers.js';
import type { IoFormat } from './io-format.js';
import type { NativeDescription } from './native.js';

export interface Channel {
  readonly index: number;
  readonly name: string;
  /** How its samples lie in the driver's buffers, such as `int24lsb`. */
  readonly sampleType: string;
  readonly group: number;
  readonly active: boolean;
}

/** Frames. `granularity`: the step from one size to the next, -1 for powers of two, 0 for no other sizes. */
export interface BufferSizes {
  readonly min: number;
  readonly max: number;
  readonly preferred: number;
  readonly granularity: number;
}

/** Frames. */
export interface DriverLatencies {
  readonly input: number;
  readonly output: number;
}

export interface ClockSource {
  readonly index: number;
  readonly name: string;
  readonly channel: number | null;
  readonly group: number | null;
  readonly current: boolean;
}

/** What a driver says that it can do beyond the necessary. */
export interface Capabilities {
  /** `device.controls.setInputMonitor`. */
  readonly inputMonitor: boolean;
  readonly inputGain: boolean;
  readonly inputMeter: boolean;
  readonly outputGain: boolean;
  readonly outputMeter: boolean;
  /** `device.controls.transport`. */
  readonly transport: boolean;
  /** It tells the position and the time of each buffer switch. */
  readonly timeInfo: boolean;
  /** `device.controls.setTimeCode`. */
  readonly timeCode: boolean;
  /** It reports when the computer was too slow for it: the event `overload`. */
  readonly overload: boolean;
  /** What it buffers inside, in frames; null: it does not say. */
  readonly internalBuffers: DriverLatencies | null;
}

/** What the driver says of itself. */
export abstract class DeviceFacts extends EventEmitter<DeviceEvents> {
  readonly driver: DriverEntry;
  /** @internal */
  protected description: NativeDescription;

  /** @internal */
  constructor(driver: DriverEntry, description: NativeDescription) {
    super();
    this.driver = driver;
    this.description = description;
  }

  /** What the driver calls itself. */
  get name(): string {
    return this.description.name;
  }

  get version(): number {
    return this.description.version;
  }

  get inputs(): readonly Channel[] {
    return this.description.inputs;
  }

  get outputs(): readonly Channel[] {
    return this.description.outputs;
  }

  get bufferSizes(): BufferSizes {
    return this.description.bufferSizes;
  }

  /** Hz, or null when the driver does not know. */
  get sampleRate(): number | null {
    return this.description.sampleRate;
  }

  /** What the driver says that input and output take, in frames. Final once a stream is open. */
  get latencies(): DriverLatencies {
    return this.description.latencies;
  }

  get clockSources(): readonly ClockSource[] {
    return this.description.clockSources;
  }

  /** What the samples of all channels are now. */
  get ioFormat(): IoFormat {
    return this.description.ioFormat;
  }

  /** What the driver says its samples can be, for `setIoFormat`. */
  get ioFormats(): readonly IoFormat[] {
    return this.description.ioFormats;
  }

  /** What the driver has beyond the necessary. */
  get capabilities(): Capabilities {
    return this.description.capabilities;
  }
}
