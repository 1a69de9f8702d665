import { EventEmitter } from 'node:events';
import type { Device } from './device.js';
import type { Channel } from './device-facts.js';
import { type Fidelity, fidelityOf, resampled, throughMixer } from './fidelity.js';
import type { Format, Layout } from './format.js';
import type { Dither, StreamEvents } from './stream-options.js';
import type { StreamSettings } from './stream-settings.js';

/** What a stream carries, and on which device. */
export abstract class StreamFacts extends EventEmitter<StreamEvents> {
  /** The device that it is open on. */
  readonly device: Device;
  /** @internal */
  protected readonly settings: StreamSettings;

  /** @hideconstructor */
  constructor(device: Device, settings: StreamSettings) {
    super();
    this.device = device;
    this.settings = settings;
  }

  /** The driver's numbers of the channels that are recorded, in the order in which blocks have them. */
  get inputs(): readonly number[] {
    return this.settings.inputs;
  }

  /** The same of those that are played. */
  get outputs(): readonly number[] {
    return this.settings.outputs;
  }

  /** What samples are handed over as. */
  get format(): Format {
    return this.settings.format;
  }

  /** Whether each channel has an array of its own, or all have one. */
  get layout(): Layout {
    return this.settings.layout;
  }

  /** Whether noise is added before digits are lost. */
  get dither(): Dither {
    return this.settings.dither;
  }

  /** Hz, or null when the driver does not know. */
  get sampleRate(): number | null {
    return this.device.sampleRate;
  }

  /** What the driver says that input and output take, in frames. */
  get latencies(): { readonly input: number; readonly output: number } {
    return this.device.latencies;
  }

  /** Whether this format carries what the driver's sample types hold, and the reverse, and if not, what gets lost. */
  get fidelity(): { readonly input: Fidelity; readonly output: Fidelity } {
    const { format, dither } = this;
    const between = (
      channels: readonly Channel[],
      chosen: readonly number[],
      direction: 'input' | 'output',
    ) => {
      const types = chosen.flatMap((index) => channels[index]?.sampleType ?? []);
      const fidelity = fidelityOf(types, format, direction, dither);
      return this.device.shared && types.length > 0 ? throughMixer(fidelity) : fidelity;
    };
    const input = between(this.device.inputs, this.inputs, 'input');
    return {
      input: this.device.resamplesInput && this.inputs.length > 0 ? resampled(input) : input,
      output: between(this.device.outputs, this.outputs, 'output'),
    };
  }
}
