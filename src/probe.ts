/** Finding out about a driver without being at its mercy. */
import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AbortOptions, orAborted } from './abort.js';
import type { DeviceFacts } from './device-facts.js';
import type { DriverSettings } from './driver-settings.js';
import { chooseDriver, type DriverChoice, type DriverEntry, listDrivers } from './drivers.js';
import type { ErrorCode } from './errors.js';
import { checkOptions, checkPositive, checkSignal } from './validate.js';

/** How a driver is probed. */
export interface ProbeOptions extends AbortOptions {
  /** For the virtual driver and for audio devices of Windows; as for `openDevice`. */
  readonly settings?: DriverSettings;
  /** Milliseconds for everything, the start of the process included. Default: 20000. */
  readonly timeLimit?: number;
  /** Where cwASIO drivers are registered; as for `listDrivers`. */
  readonly cwasioDirectory?: string;
}

/** What the driver says of itself. */
export interface ProbeFacts
  extends Pick<
    DeviceFacts,
    | 'name'
    | 'version'
    | 'inputs'
    | 'outputs'
    | 'bufferSizes'
    | 'sampleRate'
    | 'latencies'
    | 'clockSources'
    | 'ioFormat'
    | 'ioFormats'
    | 'capabilities'
  > {
  /** Of the usual ones. */
  readonly supportedSampleRates: readonly number[];
}

/**
 * `refused`: it could not be opened, with that `code`. `crashed`: it did, with the `code` `DRIVER_CRASHED` where its process
 * outlived that; else the process died of `signal`, or on Windows with the `exitCode` of an exception. `exited`: it ended its process. `timeout`: it did not come back.
 */
export interface ProbeFailure {
  /** In which way it failed. */
  readonly kind: 'refused' | 'crashed' | 'exited' | 'timeout';
  /** What happened, in a sentence. */
  readonly message: string;
  /** What was done with the driver then; null: something in between. */
  readonly during: 'load' | 'release' | null;
  /** Of an error that its process could still tell; null: it could not. */
  readonly code: ErrorCode | null;
  /** That its process ended with; null: with none. */
  readonly exitCode: number | null;
  /** That its process died of, such as `SIGSEGV`; null: of none. */
  readonly signal: string | null;
}

/** What `probe` resolves with. A driver that fails does not make it reject. */
export interface ProbeResult {
  /** The driver, as `listDrivers` has it. */
  readonly driver: DriverEntry;
  /** Null: it did not get so far. */
  readonly facts: ProbeFacts | null;
  /** Null: it was opened, asked, and closed. */
  readonly failure: ProbeFailure | null;
}

/** What the child sends. */
export type ProbeNews =
  | { readonly type: 'facts'; readonly facts: ProbeFacts }
  | {
      readonly type: 'refused';
      readonly message: string;
      readonly code: ErrorCode | null;
      readonly during: 'load' | 'release' | null;
    }
  | { readonly type: 'closed' };

/** What the child is told. */
export interface ProbeTask {
  readonly driver: string;
  readonly settings: DriverSettings | undefined;
  readonly timeLimit: number;
  readonly cwasioDirectory: string | undefined;
}

const defaultTimeLimit = 20_000;
const largestTimeLimit = 24 * 3600 * 1000;
/** From here on an exit code of Windows is that of an exception, such as 0xC0000005. */
const firstExceptionCode = 0xc0000000;

/**
 * Loads a driver in a process of its own, asks what it can, and closes it: a driver that crashes, hangs or ends its
 * process does not do it to the caller. Takes the device for that time. Rejects only where the driver is not found;
 * everything that the driver does is in the result.
 */
export async function probe(driver: DriverChoice, options: ProbeOptions = {}): Promise<ProbeResult> {
  checkOptions('options', options, ['settings', 'timeLimit', 'signal', 'cwasioDirectory']);
  const signal = checkSignal('options.signal', options.signal);
  const timeLimit = checkPositive(
    'options.timeLimit',
    options.timeLimit ?? defaultTimeLimit,
    largestTimeLimit,
  );
  const { settings, cwasioDirectory } = options;
  const { entry, instance } = chooseDriver(
    driver,
    listDrivers(cwasioDirectory === undefined ? {} : { cwasioDirectory }),
  );
  const isNamed = entry.kind === 'built-in' && instance !== '';
  const id = isNamed ? `${entry.id}:${instance}` : entry.id;
  const task = { driver: id, settings, timeLimit, cwasioDirectory };
  return await orAborted(() => probeInChild(entry, task, signal), signal);
}

async function probeInChild(
  driver: DriverEntry,
  task: ProbeTask,
  signal: AbortSignal | undefined,
): Promise<ProbeResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bufferswitch-'));
  const breadcrumb = join(folder, 'driver');
  try {
    signal?.throwIfAborted(); // nobody would end a process that is started from here on
    const { facts, end } = await runChild(task, breadcrumb, signal);
    const crumb = await readFile(breadcrumb, 'utf8').catch(() => '');
    const during = crumb.startsWith('load') ? 'load' : crumb.startsWith('release') ? 'release' : null;
    return { driver, facts, failure: end === undefined ? null : { ...end, during: end.during ?? during } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const kinds: { readonly [code in ErrorCode]?: ProbeFailure['kind'] } = {
  DRIVER_TIMEOUT: 'timeout',
  DRIVER_CRASHED: 'crashed',
};

function runChild(
  task: ProbeTask,
  breadcrumb: string,
  signal: AbortSignal | undefined,
): Promise<{ facts: ProbeFacts | null; end: ProbeFailure | undefined }> {
  const child = fork(new URL('./probe-child.js', import.meta.url), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
    // In Electron the program is not Node without the first of these.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', BUFFERSWITCH_BREADCRUMB: breadcrumb },
  });
  return new Promise((resolve, reject) => {
    let facts: ProbeFacts | null = null;
    let refusal: ProbeFailure | undefined;
    let isClosed = false;
    let isLate = false;
    const kill = () => child.kill('SIGKILL');
    const timer = setTimeout(() => {
      isLate = true;
      kill();
    }, task.timeLimit);
    signal?.addEventListener('abort', kill, { once: true });
    child.on('message', (news: ProbeNews) => {
      if (news.type === 'facts') facts = news.facts;
      if (news.type === 'closed') isClosed = true;
      if (news.type !== 'refused') return;
      const { message, code, during } = news;
      const kind = (code !== null && kinds[code]) || 'refused';
      refusal = { kind, message, code, during, exitCode: null, signal: null };
    });
    const leave = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
    };
    child.on('error', (error) => {
      leave();
      kill();
      reject(error);
    });
    child.on('close', (exitCode, killedBy) => {
      leave();
      const end = isClosed ? undefined : (refusal ?? endOf(exitCode, killedBy, isLate, task.timeLimit));
      resolve({ facts, end });
    });
    child.send(task, () => {}); // where it has ended already, that is told by its end
  });
}

function endOf(
  exitCode: number | null,
  signal: string | null,
  isLate: boolean,
  timeLimit: number,
): ProbeFailure {
  const common = { code: null, during: null, exitCode, signal };
  if (isLate) {
    return { ...common, kind: 'timeout', message: `The driver did not come back within ${timeLimit} ms.` };
  }
  if (signal !== null || (exitCode ?? 0) >= firstExceptionCode) {
    const how = signal ?? `0x${(exitCode as number).toString(16).toUpperCase()}`;
    return { ...common, kind: 'crashed', message: `The driver crashed its process (${how}).` };
  }
  return { ...common, kind: 'exited', message: `The driver ended its process, with code ${exitCode}.` };
}
