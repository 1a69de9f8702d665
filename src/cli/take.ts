import type { Device, DeviceReport, Stream } from '../index.js';
import { BlockClock } from '../recording/block-clock.js';
import type { FileNames } from '../recording/file-names.js';
import type { TakeFormat } from '../recording/part.js';
import { type Begun, recordTake } from '../recording/record-take.js';
import type { Sound } from '../recording/sound.js';
import type { Split } from '../recording/split.js';
import { atLevel, atOnce, atTime, type Start } from '../recording/start.js';
import { TakeWriter } from '../recording/take-writer.js';
import { timeOfDay } from '../recording/wall-clock.js';
import { CommandError, type Context, exitCode } from './command.js';
import { reportOf, slipText } from './device-report.js';
import { describeFailure, type Failure } from './failure.js';
import type { Arguments } from './options.js';
import { TakeMeter } from './take-meter.js';
import { lossText, remainsText, type TakeReport, takeDocument, takeText } from './take-report.js';
import { whileRunning } from './while-running.js';

/** What is recorded, and where to. */
export interface Take {
  readonly device: Device;
  readonly inputs: readonly number[];
  readonly rate: number;
  readonly sound: Sound;
  readonly format: TakeFormat;
  readonly names: FileNames;
  readonly split: Split | null;
  /** Frames. */
  readonly preRoll: number;
  /** The files hold every sample as the driver delivers it. */
  readonly exact: boolean;
}

/** Records a take from its start to its end, and tells what came of it. Resolves to an exit code. */
export async function runTake(
  take: Take,
  stream: Stream,
  args: Arguments,
  context: Context,
): Promise<number> {
  const writer = new TakeWriter(take.names, take.format, take.split, { overwrite: args.force === true });
  const run = new TakeRun(take, stream, writer, args, context);
  let failure: unknown;
  let complete = true;
  try {
    await whileRunning(stream, context.signal, () => run.capture());
    run.checkLength();
  } catch (error) {
    failure = error;
  }
  await writer.close().catch((error: unknown) => {
    complete = false;
    failure ??= error;
  });
  if (failure !== undefined && writer.files.length === 0) throw failure;
  // One that is gone has no report any more.
  const device = await reportOf(take.device).catch(() => null);
  const report = run.report(failure === undefined ? null : describeFailure(failure), device);
  return tell(report, complete, context);
}

class TakeRun {
  readonly #take: Take;
  readonly #stream: Stream;
  readonly #writer: TakeWriter;
  readonly #args: Arguments;
  readonly #context: Context;
  /** Frames from the start on. */
  readonly #limit: number | undefined;
  #begun: Begun | null = null;
  #startTime: number | null = null;

  constructor(take: Take, stream: Stream, writer: TakeWriter, args: Arguments, context: Context) {
    this.#take = take;
    this.#stream = stream;
    this.#writer = writer;
    this.#args = args;
    this.#context = context;
    const { duration } = args;
    this.#limit = duration === undefined ? undefined : Math.max(1, Math.round(duration * take.rate));
  }

  async capture(): Promise<void> {
    const { sound, rate, preRoll } = this.#take;
    const level = this.#args['start-level'];
    const time = this.#args['start-at'];
    const clock = time === undefined ? undefined : new BlockClock(rate, this.#stream.latencies.input);
    const total = this.#limit === undefined ? undefined : this.#limit + preRoll;
    const meter = new TakeMeter(this.#context.terminal, sound, rate, total);
    let start: Start = atOnce;
    if (level !== undefined) start = atLevel(sound, 10 ** (level / 20));
    if (time !== undefined && clock !== undefined) start = atTime(time, clock);
    await recordTake(this.#stream, this.#writer, {
      sound,
      start,
      preRoll,
      limit: this.#limit ?? Number.POSITIVE_INFINITY,
      ...(clock === undefined ? {} : { observe: clock.observe }),
      onBegun: (begun) => {
        this.#begun = begun;
        if (clock !== undefined) this.#startTime = timeOfDay(clock.timeOf(begun.position));
      },
      onPiece: (piece, started) =>
        meter.add(piece, started, started ? this.#writer.frames : piece.position + piece.frames),
    });
  }

  /** A stream that ends by itself, without an error and too soon, is that of a driver that has given up. */
  checkLength(): void {
    if (this.#context.signal.aborted) return;
    const expected = this.#limit === undefined ? undefined : this.#limit + (this.#begun?.preRoll ?? 0);
    if (this.#writer.frames !== expected) {
      throw new CommandError(exitCode.device, `${this.#take.device.name} has stopped delivering`);
    }
  }

  report(failure: Failure | null, deviceReport: DeviceReport | null): TakeReport {
    return {
      ...this.#take,
      deviceReport,
      stream: this.#stream,
      files: this.#writer.files,
      frames: this.#writer.frames,
      begun: this.#begun,
      startTime: this.#startTime,
      failure,
    };
  }
}

function tell(report: TakeReport, complete: boolean, { terminal }: Context): number {
  const { failure, begun } = report;
  const losses = [lossText(report), slipText(report.deviceReport)].filter((text) => text !== null);
  for (const loss of losses) terminal.warn(loss);
  if (failure !== null) {
    terminal.warn(remainsText(report, complete));
    terminal.warn(failure.message);
    if (terminal.json) terminal.result(takeDocument(report), String);
    return failure.exitCode;
  }
  if (begun === null) {
    terminal.warn('interrupted before the start: nothing was recorded, and there is no file');
    if (terminal.json) terminal.result(takeDocument(report), String);
    return exitCode.ok;
  }
  terminal.result(takeDocument(report), () => takeText(report));
  return losses.length === 0 ? exitCode.ok : exitCode.lost;
}
