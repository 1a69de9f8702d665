import type { Format } from './format.js';
import type { Dither } from './stream-options.js';

/** Whether samples survive the way between a driver's sample type and a stream's format, and if not, what they lose. */
export interface Fidelity {
  /** Every value that goes in comes out. */
  readonly lossless: boolean;
  /** What can get lost, in words; empty when nothing can. */
  readonly losses: readonly string[];
}

interface Kind {
  readonly float: boolean;
  /** Significant bits: of an integer all of them, of a float those of its mantissa. */
  readonly bits: number;
}

/** Formats that are numbers. The others hand bits over, in whichever order. */
const formatKinds: Partial<Record<Format, Kind>> = {
  int16: { float: false, bits: 16 },
  int24: { float: false, bits: 24 },
  int32: { float: false, bits: 32 },
  float32: { float: true, bits: 24 },
  float64: { float: true, bits: 53 },
};

/** `int24lsb`, or `int32lsb20` with its 20 valid bits. */
const sampleTypeName = /^(int|float)(\d+)(?:lsb|msb)(\d*)$/;

function kindOf(sampleType: string): Kind | undefined {
  const [, family, width, valid] = sampleTypeName.exec(sampleType) ?? [];
  if (family === undefined) return undefined;
  if (family === 'float') return { float: true, bits: width === '32' ? 24 : 53 };
  return { float: false, bits: Number(valid === '' ? width : valid) };
}

/** What a value of kind `from` loses as one of kind `to`. */
function lossesBetween(from: Kind, to: Kind, dither: Dither): string[] {
  const rounded = [`what has more than ${to.bits} bits is rounded to ${to.bits} bits, half to even`];
  if (dither === 'tpdf') rounded.push(`noise of up to one step of ${to.bits} bits is added (dither)`);
  if (from.float && !to.float) {
    return [...rounded, 'what lies outside of [-1, 1) is clamped', 'NaN becomes 0'];
  }
  if (from.bits <= to.bits) return [];
  return to.float ? rounded.slice(0, 1) : rounded;
}

/** Of samples that a driver has made anew before they come here. */
export function resampled({ losses }: Fidelity): Fidelity {
  const loss = "every sample is made anew for the playing device's clock (capture=resampled)";
  return { lossless: false, losses: [loss, ...losses] };
}

/** The fidelity of channels with these sample types, all of them together. */
export function fidelityOf(
  sampleTypes: readonly string[],
  format: Format,
  direction: 'input' | 'output',
  dither: Dither,
): Fidelity {
  const losses = new Set<string>();
  const ring = formatKinds[format];
  for (const sampleType of sampleTypes) {
    const driver = kindOf(sampleType);
    if (driver === undefined || ring === undefined) continue;
    const [from, to] = direction === 'input' ? [driver, ring] : [ring, driver];
    for (const loss of lossesBetween(from, to, dither)) losses.add(loss);
  }
  return { lossless: losses.size === 0, losses: [...losses] };
}

const mixerLoss =
  "the system's mixer stands in between: it may change the volume, resample and add effects and other programs";

/** The fidelity of channels that are reached through the system's mixer. */
export function throughMixer({ losses }: Fidelity): Fidelity {
  return { lossless: false, losses: [...losses, mixerLoss] };
}
