import { type AbortOptions, orAborted } from './abort.js';
import { Device, highestRate, type WakeTarget } from './device.js';
import { type OnReset, onResets } from './device-reset.js';
import { type DriverSettings, settingsText } from './driver-settings.js';
import { chooseWith, type DriverChoice, listDrivers } from './drivers.js';
import { environment, never } from './environment.js';
import { call, fromNative } from './errors.js';
import { type NativeDevice, type NativeDeviceOptions, native } from './native.js';
import { checkOneOf, checkOptions, checkPositive, checkSignal } from './validate.js';

/** How a driver is opened. */
export interface OpenDeviceOptions extends AbortOptions {
  /**
   * For the virtual driver, see `docs/virtual-driver.md`, and for audio devices of Windows, see `docs/wasapi.md`. Another
   * driver refuses them.
   */
  readonly settings?: DriverSettings;
  /**
   * The rate that the hardware is switched to, in Hz, or `keep` for the one that it has. Rejects with
   * `SAMPLE_RATE_REFUSED` where the driver does not take it. Default: `keep`.
   */
  readonly sampleRate?: 'keep' | number;
  /**
   * What happens when the driver wants to be closed and opened again, or does not switch buffers as it should. `reopen`:
   * that is done, and a stream goes on with a gap that is marked. `manual`: the events `resetRequest`, `stall` and
   * `rateMismatch` are all that happens. Default: `reopen`.
   */
  readonly onReset?: OnReset;
  /** Milliseconds that one call into the driver may take before the device is given up. Default: 15000. */
  readonly timeLimit?: number;
  /** Where cwASIO drivers are registered; as for `listDrivers`. */
  readonly cwasioDirectory?: string;
}

const defaultTimeLimit = 15000;
const largestTimeLimit = 24 * 3600 * 1000;
const deviceOptions = ['settings', 'sampleRate', 'onReset', 'timeLimit', 'signal', 'cwasioDirectory'];

/** Whom the addon tells. */
interface Listener {
  /** A stream that runs is not collected anyway; looking through a weak reference in every wake-up would make garbage. */
  readonly wake: WakeTarget;
  /** The addon must not hold on to the device, or it could never be collected. */
  device: WeakRef<Device> | undefined;
}

/** A function of its own, as what the callbacks can see is kept alive by the addon: the device must not be among it. */
function createNative(options: NativeDeviceOptions, listener: Listener): NativeDevice {
  try {
    return new native.NativeDevice(
      options,
      () => listener.wake.stream?.poll(),
      (notices, rate, description) => listener.device?.deref()?.onNotice(notices, rate, description),
    );
  } catch (error) {
    throw fromNative(error);
  }
}

/**
 * Loads a driver, on a thread of its own, and takes the device. Exclusive: the same driver a second time in this
 * process, from whichever worker, is `DEVICE_BUSY`. A name that matches several drivers is an error that lists them.
 *
 * `built-in:loopback` is the virtual driver; `built-in:loopback:` and a name of your own is another, separate one.
 * `wasapi:out-1a2b3c4d` is an audio device of Windows, taken exclusively, and `wasapi:out-1a2b3c4d+in-5e6f7081` are two.
 * `wasapi:out-1a2b3c4d:shared` is one that is played to through the system's mixer, beside other programs: not bit-perfect.
 * `out-default` and `in-default` stand for whichever is the default one, and are followed when that changes.
 */
export async function openDevice(driver: DriverChoice, options: OpenDeviceOptions = {}): Promise<Device> {
  checkOptions('options', options, deviceOptions);
  const signal = checkSignal('options.signal', options.signal);
  const timeLimit = checkPositive(
    'options.timeLimit',
    options.timeLimit ?? defaultTimeLimit,
    largestTimeLimit,
  );
  const { sampleRate = 'keep' } = options;
  if (sampleRate !== 'keep') checkPositive('options.sampleRate', sampleRate, highestRate);
  const onReset = checkOneOf('options.onReset', options.onReset ?? 'reopen', onResets);
  settingsText(options.settings);
  const { cwasioDirectory } = options;
  const drivers = listDrivers(cwasioDirectory === undefined ? {} : { cwasioDirectory });
  const chosen = chooseWith(options.settings, driver, drivers);
  signal?.throwIfAborted();
  if (environment.isOver) return never;

  const listener: Listener = { wake: { stream: undefined }, device: undefined };
  const { entry, instance } = chosen;
  const settings = settingsText({ ...options.settings, ...chosen.settings });
  const { id, kind, path } = entry;
  const opened = createNative({ id, kind, path: path ?? '', instance, settings, timeLimit }, listener);
  try {
    const wanted = sampleRate === 'keep' ? undefined : sampleRate;
    const open = () => call(opened.open(wanted ?? 0));
    const description = await orAborted(open, signal);
    const result = new Device(entry, opened, listener.wake, description, onReset, wanted);
    listener.device = new WeakRef(result);
    return result;
  } catch (error) {
    const closed = opened.close().catch(() => {});
    if (!signal?.aborted) await closed; // so that the driver can be opened again
    throw error;
  }
}
