/** Drivers that are examined, here or in processes of their own. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DoctorReport } from 'bufferswitch/doctor';
import { afterAll } from 'vitest';
import { conclude } from '../../dist/doctor/conclude.js';
import { examine } from '../../dist/doctor/examine.js';
import { TrailReader } from '../../dist/doctor/trail.js';
import { settingsText } from '../../dist/driver-settings.js';
import { removeFolder } from '../helpers/remove-folder.js';

const folder = mkdtempSync(join(tmpdir(), 'bufferswitch-doctor-'));
afterAll(() => removeFolder(folder));

export interface Examined {
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Seconds. */
  readonly duration?: number;
  /** Milliseconds for a first switch, and for a driver that is to start up again. */
  readonly patience?: number;
}

/** In this process, where starting another one for each driver would take minutes. */
export async function examineHere(wanted: Examined): Promise<DoctorReport> {
  const { settings = {}, duration = 0.3, patience = 1000 } = wanted;
  const id = 'built-in:loopback';
  const trail = join(folder, randomUUID());
  const instance = randomUUID().slice(0, 30);
  const texts = { settings: settingsText(settings), trail, instance };
  await examine({ id, kind: 'built-in', path: '', ...texts, duration: duration * 1000, patience });
  const reader = new TrailReader();
  reader.read(readFileSync(trail));
  return conclude(id, reader, null);
}

/** Does the work for all of `items`, `width` at a time, in their order. */
export function pool<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Map<T, Promise<R>> {
  const starts = new Map<T, () => void>();
  const results = new Map<T, Promise<R>>();
  for (const item of items) {
    const turn = new Promise<void>((resolve) => starts.set(item, resolve));
    const result = turn.then(() => work(item));
    result.catch(() => {}); // whoever asks for it is told
    results.set(item, result);
  }
  const waiting = [...items];
  const next = async (): Promise<void> => {
    const item = waiting.shift();
    if (item === undefined) return;
    starts.get(item)?.();
    await results.get(item)?.catch(() => {});
    await next();
  };
  for (let i = 0; i < width; i++) void next();
  return results;
}
