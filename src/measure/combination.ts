/** One rate and one buffer size: several starts, and what they have in common. */
import type { Device } from '../device.js';
import type { DriverLatencies } from '../device-facts.js';
import { BufferSwitchError } from '../errors.js';
import type { Detection } from './detector.js';
import type { Noise } from './noise.js';
import type { Measured, MeasureProblem, MeasureRow } from './report.js';
import { RoundTrip } from './round-trip.js';

export interface Loop {
  readonly device: Device;
  readonly output: number;
  readonly input: number;
  readonly starts: number;
  readonly noise: Noise;
  readonly signal: AbortSignal | undefined;
}

/** Seconds: how late the noise may be beyond what the driver says and its buffers; of what it says no more is believed. */
const longestLatency = 1;
const mostBelieved = 2;
/** A busy machine may disturb so many starts in a row. */
const mostLost = 3;

/** Rejects where `signal` is aborted only: what else goes wrong is in the row. */
export async function measureOne(loop: Loop, sampleRate: number, bufferSize: number): Promise<MeasureRow> {
  const row = { sampleRate, bufferSize, reported: null, measured: null, problem: null };
  try {
    return { ...row, ...(await measureStarts(loop, sampleRate, bufferSize)) };
  } catch (error) {
    loop.signal?.throwIfAborted();
    return { ...row, problem: problemOf(error) };
  }
}

export function problemOf(error: unknown): MeasureProblem {
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof BufferSwitchError ? error.code : null, message };
}

type Outcome = Pick<MeasureRow, 'reported' | 'measured' | 'problem'>;

async function measureStarts(loop: Loop, sampleRate: number, bufferSize: number): Promise<Outcome> {
  const { device, output, input, noise, signal } = loop;
  if (device.sampleRate !== sampleRate) await device.setSampleRate(sampleRate);
  const said = device.latencies;
  const believed = Math.min(said.input + said.output, mostBelieved * sampleRate);
  const window = Math.ceil(longestLatency * sampleRate + believed) + 4 * bufferSize;
  const depth = window + 4 * bufferSize;
  const stream = await device.openStream({
    outputs: [output],
    inputs: [input],
    format: 'float64',
    bufferSize,
    depth,
  });
  try {
    const trip = new RoundTrip(stream, noise, window, window);
    const found: Detection[] = [];
    for (let lost = 0; found.length < loop.starts; ) {
      const round = await trip.run(signal);
      // A driver may say it as it starts, and the first time only.
      const reported = stream.latencies;
      if (device.sampleRate !== sampleRate) return { reported, measured: null, problem: changed(device) };
      if (round === 'nothing') return { reported, measured: null, problem: nothing };
      if (round !== 'lost') found.push(round);
      else if (++lost === mostLost) return { reported, measured: null, problem: tooBusy };
    }
    const reported = stream.latencies;
    return { reported, measured: summaryOf(found, reported, sampleRate), problem: null };
  } finally {
    await stream.close();
  }
}

const nothing: MeasureProblem = {
  code: 'NOTHING_HEARD',
  message: 'Nothing that was played came back.',
};

const tooBusy: MeasureProblem = {
  code: 'AUDIO_LOST',
  message: 'Audio was lost after each start: this machine was too busy, or the driver was opened anew.',
};

function changed({ sampleRate }: Device): MeasureProblem {
  return {
    code: 'RATE_CHANGED',
    message: `The driver changed its rate to ${sampleRate === null ? 'none' : `${sampleRate} Hz`} by itself.`,
  };
}

export function summaryOf(
  found: readonly Detection[],
  reported: DriverLatencies,
  sampleRate: number,
): Measured {
  const starts = found.map(({ offset }) => offset);
  const frames = Math.min(...starts);
  return {
    frames,
    milliseconds: (1000 * frames) / sampleRate,
    difference: frames - (reported.input + reported.output),
    spread: Math.max(...starts) - frames,
    starts,
    match: found.every(({ match }) => match === 'exact') ? 'exact' : 'similar',
    isInverted: found[0]?.isInverted ?? false,
  };
}
