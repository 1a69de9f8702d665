/** A process for one examination, watched from here. */
import { fork } from 'node:child_process';
import { open } from 'node:fs/promises';
import type { Examination } from './examine.js';
import type { End } from './report.js';
import { TrailReader } from './trail.js';

export interface Watched {
  /** Milliseconds for each call of the driver. */
  readonly timeLimit: number;
  readonly signal: AbortSignal | undefined;
  /** Called whenever something new is in the trail. */
  readonly onNews: (trail: TrailReader) => void;
}

/** How often the trail is looked at, milliseconds. */
const lookEvery = 40;
/** For the process to start, and between two calls of the driver beside what a run takes. */
const idleLimit = 60_000;
/** For a process to be gone that was ended: one whose driver is stuck within the system may never be. */
const endLimit = 5000;
/** From here on an exit code of Windows is that of an exception, such as 0xC0000005. */
const firstExceptionCode = 0xc0000000;

/** Resolves when that process has ended, and has been ended where the driver does not come back. */
export async function examineInChild(
  examination: Examination,
  { timeLimit, signal, onNews }: Watched,
): Promise<{ trail: TrailReader; end: End | null }> {
  const child = fork(new URL('./doctor-child.js', import.meta.url), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
    // In Electron the program is not Node without the first of these.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  const trail = new TrailReader();
  const file = new FileTail(examination.trail);
  let problem: string | undefined;
  let isLate = false;
  const kill = () => void child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  const ended = new Promise<{ code: number | null; killedBy: string | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('message', (failure: { message: string }) => {
      problem = failure.message;
    });
    child.on('close', (code, killedBy) => resolve({ code, killedBy }));
  });
  child.send(examination, () => {}); // where it has ended already, that is told by its end
  if (signal?.aborted) kill();
  try {
    let last = performance.now();
    const look = async () => {
      const hasNews = trail.read(await file.read());
      if (hasNews) {
        last = performance.now();
        onNews(trail);
      }
      const limit = trail.underWay === null ? idleLimit + examination.duration * 2 : timeLimit;
      isLate = performance.now() > last + limit;
      if (isLate) kill();
    };
    while ((await Promise.race([ended.then(() => true), pause()])) !== true && !isLate) await look();
    const { code, killedBy } = await Promise.race([
      ended,
      ...(isLate ? [pause(endLimit).then(() => nobodys)] : []),
    ]);
    if (trail.read(await file.read())) onNews(trail);
    problem ??= trail.isEmpty
      ? `The process for the examination ended at once (${killedBy ?? code}).`
      : undefined;
    if (problem !== undefined && !signal?.aborted) throw new Error(problem);
    return { trail, end: endOf(trail, { code, killedBy, isLate, timeLimit }) };
  } finally {
    signal?.removeEventListener('abort', kill);
    kill();
    ended.catch(() => {}); // it has been told, or nobody is there to be told
    child.unref();
    child.channel?.unref();
    await file.close();
  }
}

const pause = (ms = lookEvery) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Of a process that has not ended yet. */
const nobodys = { code: null, killedBy: null };

/** What was appended to a file since the last time. */
class FileTail {
  readonly #path: string;
  #file: Awaited<ReturnType<typeof open>> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<Uint8Array> {
    this.#file ??= await open(this.#path, 'r').catch(() => undefined);
    if (this.#file === undefined) return new Uint8Array();
    const parts: Uint8Array[] = [];
    for (;;) {
      const { bytesRead, buffer } = await this.#file.read({ buffer: new Uint8Array(65536) });
      if (bytesRead === 0) return Buffer.concat(parts);
      parts.push(buffer.subarray(0, bytesRead));
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

interface ProcessEnd {
  readonly code: number | null;
  readonly killedBy: string | null;
  readonly isLate: boolean;
  readonly timeLimit: number;
}

/** Null: the driver was examined to the end. */
export function endOf(trail: TrailReader, { code, killedBy, isLate, timeLimit }: ProcessEnd): End | null {
  const during = trail.underWay;
  const where = during === null ? 'while no call was under way' : `in ${during}`;
  if (trail.crash !== null) {
    const message = `It crashed ${where} (0x${trail.crash.toString(16).toUpperCase()}).`;
    return { kind: 'crashes', during, message };
  }
  const [problem] = trail.facts.get('error') ?? [];
  if (problem !== undefined) {
    const kind = trail.facts.get('code')?.[0] === 'DRIVER_CRASHED' ? 'crashes' : 'not loaded';
    return { kind, during: 'load', message: problem };
  }
  if (trail.isOver) return null;
  if (isLate) {
    const message =
      during === null
        ? 'The examination did not go on.'
        : `It never returns from ${during}: not within ${timeLimit / 1000} s.`;
    return { kind: 'hangs', during, message };
  }
  if (killedBy !== null || (code ?? 0) >= firstExceptionCode) {
    const how = killedBy ?? `0x${(code as number).toString(16).toUpperCase()}`;
    return { kind: 'crashes', during, message: `It crashed its process ${where} (${how}).` };
  }
  return { kind: 'exits', during, message: `It ended its process ${where}, with code ${code}.` };
}
