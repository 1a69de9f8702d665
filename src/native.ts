/** The only door to the addon: what it exports, typed. Everything here is checked by the callers, not by the addon. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { environment } from './environment.js';
import type { IoFormat } from './io-format.js';
import { unavailable } from './unavailable.js';

export interface NativeDriverEntry {
  id: string;
  kind: 'com' | 'cwasio' | 'built-in' | 'wasapi';
  name: string;
  description: string;
  path: string | null;
  usable: boolean;
  reason: string | null;
}

export interface NativeChannel {
  index: number;
  name: string;
  sampleType: string;
  group: number;
  active: boolean;
}

export interface NativeDescription {
  name: string;
  version: number;
  inputs: NativeChannel[];
  outputs: NativeChannel[];
  bufferSizes: { min: number; max: number; preferred: number; granularity: number };
  sampleRate: number | null;
  latencies: { input: number; output: number };
  clockSources: {
    index: number;
    name: string;
    channel: number | null;
    group: number | null;
    current: boolean;
  }[];
  ioFormat: IoFormat;
  ioFormats: IoFormat[];
  capabilities: {
    inputMonitor: boolean;
    inputGain: boolean;
    inputMeter: boolean;
    outputGain: boolean;
    outputMeter: boolean;
    transport: boolean;
    timeInfo: boolean;
    timeCode: boolean;
    overload: boolean;
    internalBuffers: { input: number; output: number } | null;
  };
  /** As of the driver's last wish to be reset. */
  fault: string | null;
  resamplesInput: boolean;
}

/** See `DeviceReport`. */
export interface NativeDeviceReport {
  fault: string | null;
  missedSwitches: number;
  underruns: number;
  lostPackets: number;
  pair: {
    driftPpm: number | null;
    droppedBuffers: number;
    silentBuffers: number;
    isResampled: boolean;
  } | null;
}

/** Where a stream begins when its driver is started. */
export interface NativeStreamStart {
  position: number;
  /** Those of the first block, beside `start`. */
  flags: number;
  /** When the last buffer switch came before the driver was taken away: the time since is passed over. 0: none is. */
  sinceNs: number;
}

export interface NativeStreamRequest {
  inputs: readonly number[];
  outputs: readonly number[];
  bufferSize: number;
  depthFrames: number;
  format: string;
  layout: string;
  /** Null: no dither. */
  ditherSeed: number | null;
  /** Null: output is queued. Else it is made from input and played `delayBuffers` later; 0: in step. */
  processing: { delayBuffers: number; waitPart: number } | null;
}

/** Samples that are seen as one array. */
export interface NativePlane {
  /** Bytes from the start of a block. */
  offset: number;
  bytes: number;
  /** The byte that is repeated for silence. */
  silence: number;
}

/** Offsets are bytes from the start of the stream's memory; `capacity` is 0 for a direction without channels. */
export interface NativeRing {
  capacity: number;
  writtenOffset: number;
  readOffset: number;
  headersOffset: number;
  samplesOffset: number;
  blockBytes: number;
  planes: NativePlane[];
}

/** Words of 32 bits by which the audio thread and JavaScript talk; see `native/rt/stream_counters.h`. */
export interface NativeWords {
  wakeWanted: number;
  bellWanted: number;
  lossPending: number;
  outputWanted: number;
  progressWanted: number;
  discardWanted: number;
  discardTo: number;
  virtualTime: number;
  attention: number;
  over: number;
  inputOwner: number;
  outputOwner: number;
  owners: number;
}

export interface NativeLayout {
  bytes: number;
  words: NativeWords;
  timeCodeOffset: number;
  wakeUpsOffset: number;
  /** Of 64 bits. */
  wakeUpsWords: number;
  input: NativeRing;
  output: NativeRing;
}

/** Bits of a driver's notices. */
export const notice = {
  resetRequest: 1,
  resyncRequest: 2,
  latenciesChanged: 4,
  overload: 8,
  sampleRateChanged: 16,
  clockSourceChanged: 32,
  silent: 64,
  stalled: 128,
  storm: 256,
  offRate: 512,
} as const;

/** Bits of a block's flags. */
export const blockFlag = {
  gap: 1,
  start: 2,
  rateChanged: 4,
  clockChanged: 8,
  overload: 16,
  late: 32,
} as const;

export interface NativeDeviceOptions {
  id: string;
  kind: string;
  path: string;
  /** '' for none. */
  instance: string;
  /** '' for none. */
  settings: string;
  /** Milliseconds for each call into the driver. */
  timeLimit: number;
}

/** Work on one device runs in the order of the calls, on the device's own thread. */
export interface NativeDevice {
  /** `sampleRate` 0: the driver's own. */
  open(sampleRate: number): Promise<NativeDescription>;
  /** Releases the driver and loads it anew; a stream is gone with that. */
  reopen(): Promise<NativeDescription>;
  refresh(): Promise<NativeDescription>;
  canSampleRates(rates: readonly number[]): Promise<boolean[]>;
  setSampleRate(rate: number): Promise<NativeDescription>;
  setIoFormat(format: IoFormat): Promise<NativeDescription>;
  setClockSource(index: number): Promise<NativeDescription>;
  openControlPanel(): Promise<NativeDescription>;
  setInputMonitor(monitor: {
    input: number;
    output: number;
    gain: number;
    enabled: boolean;
    pan: number;
  }): Promise<void>;
  setGain(channel: number, isInput: boolean, gain: number): Promise<void>;
  meter(channel: number, isInput: boolean): Promise<number>;
  transport(command: { command: number; position: number; track: number }): Promise<void>;
  report(): Promise<NativeDeviceReport>;
  enableTimeCode(enabled: boolean): Promise<void>;
  layOut(request: NativeStreamRequest): NativeLayout;
  prepare(request: NativeStreamRequest, memory: Uint8Array): Promise<NativeDescription>;
  start(start: NativeStreamStart): Promise<NativeDescription>;
  stop(): Promise<void>;
  dispose(): Promise<void>;
  step(buffers: number): Promise<void>;
  close(): Promise<void>;
  /** By which a `NativeRingWaiter` finds this device. */
  readonly bellsId: number;
  /** A block was read or written: ends the audio thread's wait for that. */
  progress(): void;
  /** Wakes the ring's waiter. */
  ring(): void;
  /** Whether the event loop should have a turn: true every 10 ms. Asked here, as a clock in JavaScript makes garbage. */
  isTurnDue(): boolean;
  /** Keeps the event loop alive until `unref`. */
  ref(): void;
  unref(): void;
}

/** How a thread sleeps until there is a block, without an event loop. One per ring at a time. */
export interface NativeRingWaiter {
  /** Blocks the thread for that long at the most; whether it was woken. */
  wait(milliseconds: number): boolean;
  /** Whether the event loop should have a turn: true every 100 ms. Asked here, as a clock in JavaScript makes garbage. */
  isTurnDue(): boolean;
  progress(): void;
  /** Runs the thread with the priority of professional audio, or no longer; whether it does now. */
  setAudioPriority(wanted: boolean): boolean;
  release(): void;
}

/** A way in which the virtual driver can behave; see `native/drivers/personality/personality.h`. */
export interface NativePersonality {
  name: string;
  catalogue: string;
  imitates: string;
  host: string;
  settings: string;
}

/** Name, arguments, result, thread, position in frames, nanoseconds: null for what there is not. */
export type NativeCall = readonly [
  string,
  readonly (number | string)[],
  number | null,
  number,
  number | null,
  number | null,
];

/** The far side of a virtual driver. One environment's; what it does not say below does not wait. */
export interface NativeVirtualDriver {
  readonly sample: {
    type: string;
    /** The smallest piece of a channel: frames, and bytes. */
    unitFrames: number;
    unitBytes: number;
    inputs: number;
    outputs: number;
    /** Its time is not the machine's. */
    isVirtual: boolean;
  };
  /** What came since the last time. */
  takeCalls(): NativeCall[];
  readonly lostCalls: number;
  step(buffers: number): Promise<void>;
  /** Frames. */
  readonly feedRoom: number;
  readonly fed: number;
  /** `bytes` bytes for each input; null for silence. */
  feed(channels: readonly (Uint8Array | null)[], bytes: number): void;
  captured(): { channels: Uint8Array[]; lostFrames: number };
  clearCaptured(): void;
  /** False: too many wait. `kind`: see `native/drivers/loopback/faults.h`. */
  inject(kind: number, at: number, rate: number): boolean;
  setUnplugged(unplugged: boolean): void;
  /** Drivers that are loaded from now on do not find it. */
  dispose(): void;
}

/** A driver to be examined, what of it to write down where, and milliseconds. */
export interface NativeExamination extends Omit<NativeDeviceOptions, 'timeLimit'> {
  trail: string;
  duration: number;
  patience: number;
}

export interface Native {
  listDrivers(cwasioDirectory: string): NativeDriverEntry[];
  /** Closes every device of this thread and waits for them, a few seconds at the most. */
  closeAll(): void;
  /** Throws where that driver of ours would refuse them. */
  checkSettings(driver: 'loopback' | 'wasapi', settings: string): void;
  /** Resolves at the end of it; what was found is in the trail. One at a time in a process. */
  examine(examination: NativeExamination): Promise<void>;
  NativeDevice: new (
    options: NativeDeviceOptions,
    onWake: () => void,
    /** `sampleRate`: the one that is news; with `offRate` the one that was measured. */
    onNotice: (notices: number, sampleRate: number, description: NativeDescription) => void,
  ) => NativeDevice;
  NativeRingWaiter: new (bellsId: number, memory: Uint8Array, input: NativeRing) => NativeRingWaiter;
  NativeVirtualDriver: new (
    instance: string,
    settings: string,
    cable: { isOpen: boolean; feedFrames: number; captureFrames: number },
  ) => NativeVirtualDriver;
  errorCodes: string[];
  personalities: NativePersonality[];
}

let problem: unknown = null;

function load(): Native {
  try {
    const find = createRequire(import.meta.url)('node-gyp-build') as (root: string) => Native;
    return find(fileURLToPath(new URL('..', import.meta.url)));
  } catch (error) {
    problem = error;
    return unavailable<Native>(error);
  }
}

export const native: Native = load();

/**
 * Whether drivers can be used on this machine. False where the addon is missing (the package has it for Windows x64 and
 * Linux x64) or cannot be loaded; then what needs it throws `ADDON_UNAVAILABLE`, which says why, and everything else
 * works, such as `bufferswitch/files`.
 */
export function isSupported(): boolean {
  return problem === null;
}

// `process.exit` and an exception that nobody catches run this and no native cleanup; a terminated worker does the
// reverse. Between them no driver is left running.
process.on('exit', () => {
  environment.isOver = true;
  if (isSupported()) native.closeAll();
});
