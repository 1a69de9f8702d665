import type { AudioFile } from '../files/audio-file.js';
import type { Device, Stream } from '../index.js';
import { lossReason } from '../lost-audio.js';
import type { Difference } from './compare.js';
import type { LoopResult } from './loopback-run.js';
import { printable, table } from './table.js';
import type { Terminal } from './terminal.js';

/** All that a report is made from. */
export interface LoopFacts {
  readonly file: AudioFile;
  readonly device: Device;
  readonly stream: Stream;
  /** Hz. */
  readonly rate: number;
  readonly result: LoopResult;
  readonly out: string | null;
}

/** The result for programs. */
export function document({ file, device, stream, rate, result, out }: LoopFacts) {
  const { checker, lost, identical } = result;
  const { comparison, alignment } = checker;
  return {
    file: file.path,
    driver: { id: device.driver.id, name: device.name },
    inputs: stream.inputs,
    outputs: stream.outputs,
    sampleRate: rate,
    bufferSize: stream.bufferSize,
    format: file.format.encoding,
    identical,
    frames: comparison.frames,
    framesInFile: file.frames,
    samples: comparison.samples,
    different: comparison.different,
    firstDifference: comparison.first,
    largestDifference: comparison.largest,
    latency: {
      measured: alignment === null ? null : alignment.offset,
      reported: stream.latencies.input + stream.latencies.output,
    },
    alignment:
      alignment === null
        ? null
        : { kind: alignment.kind, correlation: alignment.correlation, gain: alignment.gain },
    lostFrames: lost,
    out,
    problem: file.problem,
  };
}

/** The result for people; its last line is the verdict. */
export function verdict(facts: LoopFacts, terminal: Terminal): string {
  const { file, device, stream, rate, result, out } = facts;
  const { comparison, alignment } = result.checker;
  const reported = stream.latencies.input + stream.latencies.output;
  const measured = alignment === null ? 'not measured' : `${alignment.offset} frames measured`;
  const types = device.inputs[stream.inputs[0] ?? 0]?.sampleType;
  const rows = [
    ['driver', `${printable(device.name)} (${printable(device.driver.id)})`],
    [
      'stream',
      `${count(stream.inputs.length, 'channel')} of ${types}, ${rate} Hz, buffers of ${stream.bufferSize} frames`,
    ],
    ['latency', `${measured}, ${reported} reported`],
    ['compared', `${comparison.frames} of ${file.frames ?? 'all'} frames, ${comparison.samples} samples`],
    ['different', `${comparison.different} samples`],
    ...(comparison.first === null ? [] : [['first', difference(comparison.first)]]),
    ...(out === null ? [] : [['written', out]]),
  ].map(([label, value]) => [terminal.style('dim', label as string), value as string]);
  return `${table(rows)}\n\n${conclusion(facts, terminal)}`;
}

function conclusion({ result, file, stream }: LoopFacts, terminal: Terminal): string {
  const { checker, lost } = result;
  const { comparison, alignment } = checker;
  if (result.inconclusive) {
    const what = `${lost.output} frames did not go out in time and ${lost.input} were not taken in time`;
    return terminal.style('red', `Audio was lost, since ${lossReason(stream)}: ${what}.`);
  }
  if (!checker.done) {
    return terminal.style(
      'yellow',
      `Interrupted after ${comparison.frames} of ${file.frames ?? 'all'} frames.`,
    );
  }
  if (comparison.different === 0)
    return terminal.style('green', 'Identical: every sample came back unaltered.');
  if (alignment?.kind === 'exact') {
    return terminal.style(
      'red',
      `Different: up to ${comparison.largest} ${unit(file)} away from what was played.`,
    );
  }
  if (alignment === null) {
    return terminal.style(
      'red',
      'Different: nothing that came back resembles the file. Is the output connected to the input?',
    );
  }
  const level = 20 * Math.log10(alignment.gain);
  const polarity = alignment.correlation < 0 ? ', upside down' : '';
  return terminal.style(
    'red',
    `Different: the same sound at ${level.toFixed(2)} dB${polarity} (correlation ${alignment.correlation.toFixed(4)}).`,
  );
}

function difference({ frame, channel, expected, actual, bits }: Difference): string {
  const alike = String(expected) === String(actual); // as two zeros or two NaNs are
  const values = alike ? bits.map((word) => `0x${word}`) : [expected, actual];
  return `frame ${frame}, channel ${channel}: ${values[0]} came back as ${values[1]}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function unit(file: AudioFile): string {
  return file.format.encoding === 'float32' ? 'of full scale' : 'steps';
}
