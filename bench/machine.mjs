// What a measurement has to say about the machine that it was made on.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, release, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Sizes of the caches next to a core where the system does not tell them: of most of the last ten years. */
const usual = { l1: 32 * 1024, l2: 512 * 1024 };

/** Data caches of the first core in bytes, by level, from Linux. */
function readCaches() {
  const folder = '/sys/devices/system/cpu/cpu0/cache';
  const caches = {};
  for (const index of readdirSync(folder).filter((name) => name.startsWith('index'))) {
    const read = (name) => readFileSync(join(folder, index, name), 'utf8').trim();
    if (read('type') === 'Instruction') continue;
    const [, number, unit] = /^(\d+)([KM])$/.exec(read('size')) ?? [];
    if (number !== undefined)
      caches[`l${read('level')}`] = Number(number) * (unit === 'K' ? 1024 : 1024 ** 2);
  }
  return caches;
}

/** @returns {{ cpu: string, os: string, caches: { l1: number, l2: number, source: string } }} sizes in bytes */
export function readMachine() {
  let found = {};
  try {
    found = readCaches();
  } catch {
    // Not Linux, or a container that hides it.
  }
  const known = found.l1 !== undefined && found.l2 !== undefined;
  return {
    cpu: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${process.arch}`,
    os: `${type()} ${release()}`,
    caches: { ...(known ? found : usual), source: known ? 'system' : 'assumed' },
  };
}

/** The commit that is measured, with a mark when files differ from it; null outside of a checkout. */
export function readCommit() {
  try {
    const options = {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    };
    const describe = ['describe', '--always', '--abbrev=40', '--exclude=*', '--dirty'];
    return execFileSync('git', describe, options).trim();
  } catch {
    return null;
  }
}
