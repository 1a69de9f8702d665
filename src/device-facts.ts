import { EventEmitter } from 'node:events';
import type { DeviceEvents } from './device-events.js';
import { type DriverEntry, isShared } from './drivers.js';
import type { IoFormat } from './io-format.js';
import type { NativeDescription } from './native.js';

/** A channel of a driver, in one direction. */
export interface Channel {
  /** Its number, from 0; what `inputs` and `outputs` of a stream name. */
  readonly index: number;
  /** What the driver calls it. */
  readonly name: string;
  /** How its samples lie in the driver's buffers, such as `int24lsb`. */
  readonly sampleType: string;
  /** The number of the group that the driver puts it in. */
  readonly group: number;
  /** Whether an open stream uses it. */
  readonly active: boolean;
}

/** Frames. `granularity`: the step from one size to the next, -1 for powers of two, 0 for no other sizes. */
export interface BufferSizes {
  /** The smallest, frames. */
  readonly min: number;
  /** The largest, frames. */
  readonly max: number;
  /** What a stream gets that asks for none, frames. */
  readonly preferred: number;
  /** Frames from one size to the next; -1: powers of two; 0: no others. */
  readonly granularity: number;
}

/** Frames. */
export interface DriverLatencies {
  /** Frames from the input of the interface to the buffer switch. */
  readonly input: number;
  /** Frames from the buffer switch to the output of the interface. */
  readonly output: number;
}

/** What a device can take its clock from. */
export interface ClockSource {
  /** What `device.setClockSource` takes. */
  readonly index: number;
  /** What the driver calls it. */
  readonly name: string;
  /** The number of the input channel that it comes in with; null: with none. */
  readonly channel: number | null;
  /** The number of that channel's group; null: of none. */
  readonly group: number | null;
  /** Whether it is in use. */
  readonly current: boolean;
}

/** What a driver says that it can do beyond the necessary. */
export interface Capabilities {
  /** `device.controls.setInputMonitor`. */
  readonly inputMonitor: boolean;
  /** `device.controls.setInputGain`. */
  readonly inputGain: boolean;
  /** `device.controls.inputMeter`. */
  readonly inputMeter: boolean;
  /** `device.controls.setOutputGain`. */
  readonly outputGain: boolean;
  /** `device.controls.outputMeter`. */
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

/** How an audio device of Windows is. Counts only grow, until the driver is opened again. */
export interface DeviceReport {
  /** Why it does not work any more, and what to do; null: it does. */
  readonly fault: string | null;
  /** Periods of the device that passed without a buffer switch. */
  readonly missedSwitches: number;
  /** Times that a device without events had nothing left to play. */
  readonly underruns: number;
  /** Times that a recording device could not keep what it had recorded. */
  readonly lostPackets: number;
  /** Where a playing and a recording device run together, which may have clocks of their own; null: there is one. */
  readonly pair: DevicePair | null;
}

/** A playing and a recording device of one driver. */
export interface DevicePair {
  /** By how many parts in a million the recording device is faster; null: not known yet. */
  readonly driftPpm: number | null;
  /** Buffers of the input that were left out as the two went apart. */
  readonly droppedBuffers: number;
  /** Buffers of silence that came in between, for the same reason. */
  readonly silentBuffers: number;
  /** Whether what is recorded is resampled to the playing device's clock: then it is not bit-perfect. */
  readonly isResampled: boolean;
}

/** What the driver says of itself. */
export abstract class DeviceFacts extends EventEmitter<DeviceEvents> {
  /** The driver, as `listDrivers` has it. */
  readonly driver: DriverEntry;
  /** @internal */
  protected description: NativeDescription;

  /** @hideconstructor */
  constructor(driver: DriverEntry, description: NativeDescription) {
    super();
    this.driver = driver;
    this.description = description;
  }

  /**
   * True: an audio device of Windows in shared mode. The system's mixer stands in between, which may convert, resample,
   * change the volume and add effects and other programs: not bit-perfect, whatever the format.
   */
  get shared(): boolean {
    return isShared(this.driver);
  }

  /** What the driver calls itself. */
  get name(): string {
    return this.description.name;
  }

  /** The number that the driver gives to its version. */
  get version(): number {
    return this.description.version;
  }

  /** Its input channels; the place in the array is the number. */
  get inputs(): readonly Channel[] {
    return this.description.inputs;
  }

  /** Its output channels; the place in the array is the number. */
  get outputs(): readonly Channel[] {
    return this.description.outputs;
  }

  /** The buffer sizes that it offers, in frames. */
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

  /** What it can take its clock from; empty where it lists none. */
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

  /**
   * Why the device does not work any more, and what to do, as of the last `resetRequest`; null: it does, or the driver does
   * not say. Audio devices of Windows do.
   */
  get fault(): string | null {
    return this.description.fault;
  }

  /** @internal Whether what is recorded is made anew for another device's clock. */
  get resamplesInput(): boolean {
    return this.description.resamplesInput;
  }

  /** What the driver has beyond the necessary. */
  get capabilities(): Capabilities {
    return this.description.capabilities;
  }
}
