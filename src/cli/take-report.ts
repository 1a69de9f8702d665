/** What a recording tells about itself. */
import type { Device, DeviceReport, Stream } from '../index.js';
import { lossReason } from '../lost-audio.js';
import { framesIn } from '../recording/gaps.js';
import type { Begun } from '../recording/record-take.js';
import type { Sound } from '../recording/sound.js';
import type { TakeFileReport } from '../recording/take-writer.js';
import type { Failure } from './failure.js';
import { printable } from './table.js';

/** A take that is over, or has failed. */
export interface TakeReport {
  readonly device: Device;
  readonly stream: Stream;
  readonly rate: number;
  readonly sound: Sound;
  /** The files hold every sample as the driver delivers it. */
  readonly exact: boolean;
  readonly files: readonly TakeFileReport[];
  /** Of all files one after the other. */
  readonly frames: number;
  /** Null: it was never started. */
  readonly begun: Begun | null;
  /** When the frame that it was started with was at the input, in milliseconds since 1970; null: nobody asked. */
  readonly startTime: number | null;
  readonly failure: Failure | null;
  /** Null: the driver has none. */
  readonly deviceReport: DeviceReport | null;
}

/** Lost frames, counted once however many files are silent there. */
export function lostFrames({ files }: Pick<TakeReport, 'files'>): number {
  const parts = new Map<number, number>();
  for (const { position, gaps } of files) {
    parts.set(position, Math.max(parts.get(position) ?? 0, framesIn(gaps)));
  }
  return [...parts.values()].reduce((sum, frames) => sum + frames, 0);
}

/** With `--json`. */
export function takeDocument(report: TakeReport): object {
  const { device, stream, rate, sound, exact, files, frames, begun, startTime, failure } = report;
  const { deviceReport } = report;
  return {
    driver: { id: device.driver.id, name: device.name },
    inputs: stream.inputs,
    sampleRate: rate,
    bufferSize: stream.bufferSize,
    format: sound.encoding,
    frames,
    seconds: frames / rate,
    exact,
    start:
      begun === null
        ? null
        : {
            position: begun.position,
            preRollFrames: begun.preRoll,
            time: startTime === null ? null : new Date(startTime).toISOString(),
          },
    overruns: stream.stats.overruns,
    lostFrames: lostFrames(report),
    ...(deviceReport === null ? {} : { device: deviceReport }),
    files: files.map((file) => ({
      file: file.path,
      inputs: file.channels.map((index) => stream.inputs[index]),
      frames: file.frames,
      position: file.position,
      lostFrames: framesIn(file.gaps),
      losses: file.gaps.map((gap) => ({ frame: gap.position - file.position, frames: gap.frames })),
    })),
    ...(failure === null ? {} : { error: { code: failure.code, message: failure.message } }),
  };
}

/** For people. */
export function takeText({ device, stream, rate, sound, files, frames }: TakeReport): string {
  const length = `${frames} frames (${(frames / rate).toFixed(1)} s, ${rate} Hz, ${sound.encoding})`;
  return `recorded ${length} from ${printable(device.name)}, inputs ${stream.inputs.join(',')}, to ${named(files)}`;
}

function named(files: readonly TakeFileReport[]): string {
  const [first, last] = [files[0]?.path, files.at(-1)?.path];
  if (files.length <= 1) return first ?? 'no file';
  return `${files.length} files, ${first} to ${last}`;
}

/** What was lost, and where; null: nothing. */
export function lossText(report: TakeReport): string | null {
  const lost = lostFrames(report);
  if (lost === 0) return null;
  const first = report.files.find(({ gaps }) => gaps.length > 0) as TakeFileReport;
  const frame = (first.gaps[0]?.position ?? 0) - first.position;
  const reason = lossReason(report.stream, 'this machine or its disk');
  return `${lost} frames were lost and are silence in the file, first at frame ${frame} of ${first.path}: ${reason}`;
}

/** What is there all the same when a recording has failed. */
export function remainsText({ files, frames }: TakeReport, complete: boolean): string {
  const unfinished = complete
    ? ''
    : '; its header could not be completed, so its length stands as unknown in it';
  if (files.length === 0) return 'nothing was recorded, and there is no file';
  const hold = files.length === 1 ? 'holds' : 'hold';
  return `${named(files)} ${hold} the ${frames} frames that were recorded until then${unfinished}`;
}
