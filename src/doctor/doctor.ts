/** Whether a driver behaves. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AbortOptions, orAborted } from '../abort.js';
import { type DriverSettings, settingsText } from '../driver-settings.js';
import { type ChosenDriver, chooseWith, type DriverChoice, listDrivers } from '../drivers.js';
import { BufferSwitchError, type ErrorCode } from '../errors.js';
import { checkOptions, checkPositive, checkSignal, expected } from '../validate.js';
import { examineInChild } from './child.js';
import { conclude, finding } from './conclude.js';
import type { DoctorProgress, DoctorReport, Finding } from './report.js';
import { type RuleName, rules } from './rules/index.js';
import type { Trail } from './trail.js';

/** How a driver is examined. */
export interface DoctorOptions extends AbortOptions {
  /** For the virtual driver and for audio devices of Windows; as for `openDevice`. */
  readonly settings?: DriverSettings;
  /** Seconds of the run that is timed. The longer, the surer the rate. Default: 3. */
  readonly duration?: number;
  /** Milliseconds for each call of the driver. What takes longer never returns. Default: 20000. */
  readonly timeLimit?: number;
  /** Where cwASIO drivers are registered; as for `listDrivers`. */
  readonly cwasioDirectory?: string;
  /** Told what is examined now, and how far that is. */
  readonly onProgress?: (progress: DoctorProgress) => void;
  /** Told of each finding as it comes; what else is seen of the same is in the report. */
  readonly onFinding?: (finding: Finding) => void;
}

const optionNames = [
  'settings',
  'duration',
  'timeLimit',
  'cwasioDirectory',
  'onProgress',
  'onFinding',
  'signal',
];
const defaultDuration = 3;
const longestDuration = 3600;
const defaultTimeLimit = 20_000;
const largestTimeLimit = 3600 * 1000;
/** Milliseconds at the most for a first switch, and for a driver that is to start up again. */
const longestPatience = 3000;

/**
 * Puts a driver through the contract of ASIO, in a process of its own, and says which rules it breaks, what that does to
 * hosts, and what this package does about it; how long its calls take, and how well it keeps time. A driver that
 * crashes, hangs or ends its process is a finding; what was found until then is kept.
 *
 * Takes the device for that time, plays silence, sets its rates and puts back the one that it had. Its control panel is
 * not opened. Rejects only where the driver is not found or its settings are refused; all else is in the report.
 */
export async function doctor(driver: DriverChoice, options: DoctorOptions = {}): Promise<DoctorReport> {
  checkOptions('options', options, optionNames);
  const signal = checkSignal('options.signal', options.signal);
  const duration = checkPositive('options.duration', options.duration ?? defaultDuration, longestDuration);
  const timeLimit = checkPositive(
    'options.timeLimit',
    options.timeLimit ?? defaultTimeLimit,
    largestTimeLimit,
  );
  for (const name of ['onProgress', 'onFinding'] as const) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== 'function')
      throw new TypeError(expected('a function', `options.${name}`, value));
  }
  settingsText(options.settings);
  const { cwasioDirectory } = options;
  const drivers = listDrivers(cwasioDirectory === undefined ? {} : { cwasioDirectory });
  const chosen = chooseWith(options.settings, driver, drivers);
  const settings = settingsText({ ...options.settings, ...chosen.settings });
  const task = { settings, duration: duration * 1000, patience: Math.min(longestPatience, timeLimit) };
  return await orAborted(() => examineDriver(chosen, { task, timeLimit, options, signal }), signal);
}

interface Work {
  readonly task: { readonly settings: string; readonly duration: number; readonly patience: number };
  readonly timeLimit: number;
  readonly options: DoctorOptions;
  readonly signal: AbortSignal | undefined;
}

async function examineDriver({ entry, instance }: ChosenDriver, work: Work): Promise<DoctorReport> {
  const { task, timeLimit, options, signal } = work;
  const folder = await mkdtemp(join(tmpdir(), 'bufferswitch-'));
  try {
    const { id, kind, path } = entry;
    const examination = { id, kind, path: path ?? '', instance, ...task, trail: join(folder, 'trail') };
    const onNews = newsTo(options);
    const { trail, end } = await examineInChild(examination, { timeLimit, signal, onNews });
    checkSettings(trail);
    return conclude(kind === 'built-in' && instance !== '' ? `${id}:${instance}` : id, trail, end);
  } finally {
    // On Windows another process may hold it for a moment: then it is left to the system.
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => {});
  }
}

/** Settings are the caller's; all else that a driver refuses is the driver's. */
function checkSettings(trail: Trail): void {
  const [code] = trail.facts.get('code') ?? [];
  const [message = ''] = trail.facts.get('error') ?? [];
  const wanted: ErrorCode = 'SETTINGS_REFUSED';
  if (code === wanted) throw new BufferSwitchError(wanted, message, { operation: 'doctor' });
}

/** Passes on what is new. What the caller's functions throw ends the examination and is the caller's. */
function newsTo({ onProgress, onFinding }: DoctorOptions): (trail: Trail) => void {
  const told = new Set<string>();
  let part: Trail['part'] = null;
  return (trail) => {
    if (trail.part !== null && trail.part !== part) {
      part = trail.part;
      onProgress?.(part);
    }
    for (const [rule, seen] of trail.seen) {
      if (told.has(rule) || !Object.hasOwn(rules, rule)) continue;
      told.add(rule);
      onFinding?.(finding(rule as RuleName, seen));
    }
  };
}
