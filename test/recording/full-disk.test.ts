/** A disk that has no room any more: the files are valid, and hold the same frames. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { FileNames } from '../../dist/recording/file-names.js';
import { TakeWriter } from '../../dist/recording/take-writer.js';
import { scratchDirectory } from '../files/support.js';
import { channelOf, faultsOf, patternBytes, takeFormat } from './support.js';

const scratch = scratchDirectory();
const channels = 3;
/** A disk is filled, and all that is on it read again. */
const slow = { timeout: 60_000 };
type Mode = readonly ['wav' | 'flac', boolean, { readonly frames: number } | null];
const modes: readonly Mode[] = [
  ['wav', false, null],
  ['wav', true, null],
  ['wav', true, { frames: 10_000 }],
  ['flac', false, null],
  ['flac', true, { frames: 10_000 }],
];

/** Writes the pattern until that fails. What it failed with, and what is there. */
async function fill(folder: string, [container, mono, split]: Mode) {
  const format = takeFormat(channels, container, mono);
  const name = `${container}-${mono}-${split === null}.${container}`;
  const names = new FileNames(join(folder, name), split !== null, mono ? [0, 1, 2] : null);
  const writer = new TakeWriter(names, format, split);
  let failure: unknown;
  for (let position = 0; failure === undefined && position < 1e7; position += 3001) {
    const all = patternBytes(channels, position, 3001, []);
    const arrays =
      format.sound.layout === 'interleaved' ? [all] : [0, 1, 2].map((i) => channelOf(all, i, channels));
    await writer
      .write({ channels: arrays, frames: 3001, position, gaps: [] }, 0, 3001)
      .catch((error: unknown) => {
        failure = error;
      });
  }
  await writer.close().catch(() => {});
  return { failure, writer, mono, container };
}

async function check({ failure, writer, mono, container }: Awaited<ReturnType<typeof fill>>) {
  expect(failure).toMatchObject({ code: 'ENOSPC' });
  expect(writer.frames).toBeGreaterThan(10_000);
  expect(await faultsOf(writer.files, channels)).toEqual([]);
  const last = writer.files.slice(mono ? -channels : -1).map(({ frames }) => frames);
  // Blocks of FLAC that had room are not taken back.
  const apart = Math.max(...last) - Math.min(...last);
  expect(apart).toBeLessThanOrEqual(container === 'flac' ? 2 * 4096 : 0);
}

describe('where the system says that there is no room', () => {
  let restore = () => {};
  afterEach(() => restore());

  it.each(modes)('%s, mono %s, split %j: the files end with the last whole frame', slow, async (...mode) => {
    const file = await open(scratch, 'r').catch(() => open(join(scratch, 'any'), 'w'));
    const prototype = Object.getPrototypeOf(file);
    await file.close();
    const { write } = prototype;
    let room = 200_000;
    restore = () => {
      prototype.write = write;
    };
    // As a file system does: a part of the last write still has room.
    prototype.write = async function (bytes: Uint8Array, at: number, length: number, position: number) {
      if (position === 0) return await write.call(this, bytes, at, length, position);
      const now = Math.min(room, length);
      if (now === 0)
        throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' });
      room -= now;
      return await write.call(this, bytes, at, now, position);
    };
    await check(await fill(scratch, mode));
  });
});

/** A file system of one megabyte, where this process may mount one. */
const small = join(scratch, 'small');
const mounted = mountSmall();
const reason = mounted ? '' : ' (skipped: no file system can be mounted here)';

function mountSmall(): boolean {
  if (process.platform !== 'linux') return false;
  mkdirSync(small);
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status === 0;
}

describe.skipIf(!mounted)(`on a file system that is full${reason}`, () => {
  afterAll(() => {
    execFileSync('umount', ['-l', small]);
  });

  it.each(modes)('%s, mono %s, split %j: the files end with the last whole frame', slow, async (...mode) => {
    const filled = await fill(small, mode);
    await check(filled);
    for (const { path } of filled.writer.files) execFileSync('rm', [path]);
  });
});
