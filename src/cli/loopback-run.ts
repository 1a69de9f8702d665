import { captured } from '../captured.js';
import type { AudioFile } from '../files/audio-file.js';
import type { AudioFileWriter } from '../files/audio-file-writer.js';
import type { Plane } from '../files/decoder.js';
import { wordsOf } from '../files/samples.js';
import type { Stream } from '../index.js';
import { type LostAudio, lostAudio } from '../lost-audio.js';
import { readReference } from './align.js';
import { Aligner } from './aligner.js';
import { Checker } from './checker.js';
import { Feeder } from './feeder.js';
import type { Meter } from './meter.js';
import { whileRunning } from './while-running.js';

/** What goes through the loop, and where it is compared and written. */
export interface Loop {
  readonly stream: Stream;
  /** Hz. */
  readonly rate: number;
  /** Frames that each of the stream's rings holds. */
  readonly depth: number;
  /** Two readers of the same file: one is ahead by what is under way. */
  readonly played: AudioFile;
  readonly expected: AudioFile;
  readonly writer: AudioFileWriter | null;
  readonly meter: Meter;
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface LoopResult {
  readonly checker: Checker;
  readonly lost: LostAudio;
  /** The whole file came back, every sample as it was played. */
  readonly identical: boolean;
  /** Losses may be the reason for what differs. Silence that was late after the end of the file is none. */
  readonly inconclusive: boolean;
}

/** Plays a file while recording, and compares what comes in with what went out. */
export async function runLoop(loop: Loop): Promise<LoopResult> {
  const { stream, played, expected } = loop;
  const reported = stream.latencies.input + stream.latencies.output;
  const reference = await readReference(expected);
  await expected.seek(0);
  const aligner = reference === null ? null : new Aligner(reference, Math.ceil(loop.rate) + reported);
  const checker = new Checker(expected, loop.writer, aligner, reported);
  const feeder = new Feeder(played, stream);
  // Whole buffers, so that the first one goes out at the very start; and no more than the ring has room for.
  const room = loop.depth - 2 * stream.bufferSize;
  await feeder.queue(room);
  await feeder.queueSilence(room - played.position);
  return whileRunning(stream, loop.signal, () => exchange(loop, feeder, checker));
}

async function exchange(loop: Loop, feeder: Feeder, checker: Checker): Promise<LoopResult> {
  const { stream, meter } = loop;
  let finished = false;
  let failure: unknown;
  const feed = async () => {
    await feeder.queue();
    // The end of the file is still on its way when the last frame has gone out: silence keeps the loop moving.
    while (!finished) await feeder.queueSilence(Math.max(stream.bufferSize, 4096));
  };
  feed().catch((error: unknown) => {
    if (finished || loop.signal.aborted) return;
    failure = error;
    void stream.stop().catch(() => {});
  });
  let position = 0;
  for await (const piece of captured<Plane>(stream, Math.max(stream.bufferSize, 4096))) {
    await checker.add(piece.channels.map(wordsOf), piece.frames);
    position += piece.frames;
    meter.add(piece.channels, piece.frames, position);
    if (checker.done) break;
  }
  const lost = lostAudio(stream);
  finished = true;
  if (failure !== undefined) throw failure;
  await checker.finish();
  const same = checker.done && checker.comparison.different === 0;
  const inconclusive = lost.input > 0 || (lost.output > 0 && !same);
  return { checker, lost, identical: same && !inconclusive, inconclusive };
}
