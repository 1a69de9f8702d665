import type { Device } from './device.js';
import type { DeviceReport } from './device-facts.js';
import type { NativeDevice } from './native.js';
import { checkInteger, checkOneOf, checkOptions, expected } from './validate.js';

/** How an input is heard on an output, inside the interface. */
export interface InputMonitor {
  /** Its number, or -1 for all. */
  readonly input: number;
  /** The first output of the pair that it is heard on. Default: 0. */
  readonly output?: number;
  /** Whether it is heard there. */
  readonly enabled: boolean;
  /** 0 to 1 of the driver's range. Default: 1. */
  readonly gain?: number;
  /** From 0, left, to 1, right. Default: 0.5. */
  readonly pan?: number;
}

/** The protocol's numbers of the commands. */
const commands = {
  start: 1,
  stop: 2,
  locate: 3,
  'punch-in': 4,
  'punch-out': 5,
  'arm-on': 6,
  'arm-off': 7,
  'monitor-on': 8,
  'monitor-off': 9,
  arm: 10,
  monitor: 11,
} as const;

/** What a recorder is told that the driver controls. */
export interface TransportCommand {
  /** What to do. */
  readonly command: keyof typeof commands;
  /** In frames, for the commands that have a place. Default: 0. */
  readonly position?: number;
  /** For those that concern one track. Default: 0. */
  readonly track?: number;
}

function checkPart(name: string, value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(expected('a number', name, value));
  if (!(value >= 0 && value <= 1)) throw new RangeError(expected('0 to 1', name, value));
  return value;
}

/**
 * What a driver may have or not: `device.capabilities` tells. Where it has not, the call rejects with `NOT_SUPPORTED`.
 * None of them stops a stream. Gains, pans and meters are parts of a range whose scale is the driver's own.
 */
export class DeviceControls {
  readonly #device: Device;
  readonly #native: NativeDevice;

  /** @hideconstructor */
  constructor(device: Device, nativeDevice: NativeDevice) {
    this.#device = device;
    this.#native = nativeDevice;
  }

  /** Routes an input to an output inside the interface, or no longer. */
  async setInputMonitor(monitor: InputMonitor): Promise<void> {
    checkOptions('monitor', monitor, ['input', 'output', 'enabled', 'gain', 'pan']);
    const { input, output = 0, enabled, gain = 1, pan = 0.5 } = monitor;
    checkInteger('monitor.input', input, -1, this.#device.inputs.length - 1);
    checkInteger('monitor.output', output, 0, Math.max(0, this.#device.outputs.length - 1));
    if (typeof enabled !== 'boolean') throw new TypeError(expected('a boolean', 'monitor.enabled', enabled));
    checkPart('monitor.gain', gain);
    checkPart('monitor.pan', pan);
    await this.#device.guard(this.#native.setInputMonitor({ input, output, enabled, gain, pan }));
  }

  /** How loud an input is inside the interface: 0 to 1 of the driver's range. */
  async setInputGain(channel: number, gain: number): Promise<void> {
    await this.#setGain(channel, true, gain);
  }

  /** How loud an output is inside the interface: 0 to 1 of the driver's range. */
  async setOutputGain(channel: number, gain: number): Promise<void> {
    await this.#setGain(channel, false, gain);
  }

  async #setGain(channel: number, isInput: boolean, gain: number): Promise<void> {
    this.#checkChannel(channel, isInput);
    checkPart('gain', gain);
    await this.#device.guard(this.#native.setGain(channel, isInput, gain));
  }

  /** How loud the input is now: 0 to 1. */
  async inputMeter(channel: number): Promise<number> {
    return await this.#meter(channel, true);
  }

  /** How loud the output is now: 0 to 1. */
  async outputMeter(channel: number): Promise<number> {
    return await this.#meter(channel, false);
  }

  async #meter(channel: number, isInput: boolean): Promise<number> {
    this.#checkChannel(channel, isInput);
    return await this.#device.guard(this.#native.meter(channel, isInput));
  }

  #checkChannel(channel: number, isInput: boolean): void {
    const { inputs, outputs } = this.#device;
    checkInteger('channel', channel, 0, (isInput ? inputs : outputs).length - 1);
  }

  /** How an audio device of Windows is. Other drivers have no report. */
  async report(): Promise<DeviceReport> {
    return await this.#device.guard(this.#native.report());
  }

  /** Tells a recorder that the driver controls what to do. */
  async transport(command: TransportCommand): Promise<void> {
    checkOptions('command', command, ['command', 'position', 'track']);
    const { position = 0, track = 0 } = command;
    const name = checkOneOf(
      'command.command',
      command.command,
      Object.keys(commands) as (keyof typeof commands)[],
    );
    checkInteger('command.position', position, 0, Number.MAX_SAFE_INTEGER);
    checkInteger('command.track', track, 0, 2 ** 31 - 1);
    await this.#device.guard(this.#native.transport({ command: commands[name], position, track }));
  }

  /** Whether the driver is to read time code, for `stream.timeCode`. It stays so when the driver is opened again. */
  async setTimeCode(enabled: boolean): Promise<void> {
    if (typeof enabled !== 'boolean') throw new TypeError(expected('a boolean', 'enabled', enabled));
    await this.#device.guard(this.#native.enableTimeCode(enabled));
  }
}
