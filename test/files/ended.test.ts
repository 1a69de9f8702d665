/** Writers that do not come to a good end: killed, or the disk is full. What was written until then can be read. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { createAudioFile } from 'bufferswitch/files';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ffmpegDecode, missing, run, soxDecode } from './programs.js';
import { readAll, scratchDirectory, testWords } from './support.js';

const scratch = scratchDirectory();
const format = { encoding: 'int24', channels: 2, sampleRate: 48000 } as const;
const library = new URL('../../dist/files/index.js', import.meta.url).href;
const words = [testWords('int24', 50_000, 1), testWords('int24', 50_000, 2)];
const hasFlac = missing('flac') === '';
const posix = process.platform !== 'win32';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Noise that no prediction makes smaller. It is made in another process as well. */
function expectedAt(i: number, seed: number): number {
  const mixed = Math.imul((i + seed * 65536) ^ (i >>> 5), 0x2c1b3c6d);
  return Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) & -256;
}

/** Runs a program with `file` and `samples` that knows what is written above. */
function runProgram(path: string, body: string, shell = 'exec "$0" --input-type=module -e "$1" -- "$2"') {
  const program = `
    import { createAudioFile } from ${JSON.stringify(library)};
    const file = await createAudioFile(process.argv[1], ${JSON.stringify(format)});
    const expectedAt = ${expectedAt};
    const samples = [1, 2].map((seed) => Int32Array.from({ length: 50000 }, (_, i) => expectedAt(i, seed)));
    ${body}`;
  return posix
    ? spawnSync('sh', ['-c', shell, process.execPath, program, path], { encoding: 'utf8' })
    : spawnSync(process.execPath, ['--input-type=module', '-e', program, '--', path], { encoding: 'utf8' });
}

async function startsRight(path: string): Promise<number> {
  const { file, frames, words: back } = await readAll(path);
  expect(file.problem).toBeNull();
  back.forEach((channel, index) => {
    expect(channel.findIndex((word, i) => word !== expectedAt(i, index + 1))).toBe(-1);
  });
  return frames;
}

describe.each(['wav', 'flac'])('%s', (ending) => {
  it('of a killed process has all that was written before the last update', async () => {
    const path = join(scratch, `killed.${ending}`);
    runProgram(
      path,
      `await file.write(samples, 45056);
       await file.flush();
       await file.write(samples, 100, 45056);
       process.kill(process.pid, 'SIGKILL');`,
    );
    expect(await startsRight(path)).toBe(45_056);
    if (missing('ffmpeg', 'sox') === '') {
      expect(ffmpegDecode(path, 's24le')).toHaveLength(45_056 * 6);
      expect(soxDecode(path, 's24le')).toHaveLength(45_056 * 6);
    }
    if (ending === 'flac' && hasFlac) run('flac', ['-s', '-t', path]);
  });

  it('that is closed keeps its last header, whoever flushes it then', async () => {
    const path = join(scratch, `flushed.${ending}`);
    // An odd number of bytes, so that WAV needs one of padding.
    const file = await createAudioFile(path, { encoding: 'int8', channels: 1, sampleRate: 48000 });
    await file.write([testWords('int8', 5001, 1)]);
    const closing = file.close();
    await file.flush();
    await closing;
    const { file: back } = await readAll(path);
    expect(back).toMatchObject({ frames: 5001, problem: null });
    const bytes = readFileSync(path);
    await file.flush();
    expect(readFileSync(path)).toEqual(bytes);
    if (ending === 'flac') expect(bytes.subarray(26, 42)).not.toEqual(Buffer.alloc(16)); // its MD5
  });

  it('takes nothing more once a write has failed', async () => {
    const path = join(scratch, `failed.${ending}`);
    await using file = await createAudioFile(path, format);
    const failure = new Error('the disk is gone');
    await using other = await open(path);
    const write = vi.spyOn(Object.getPrototypeOf(other) as FileHandle, 'write');
    write.mockRejectedValueOnce(failure);
    await expect(file.write(words, 4096)).rejects.toBe(failure);
    await expect(file.write(words, 100, 4096)).rejects.toBe(failure);
    await expect(file.write(words, 0)).rejects.toBe(failure);
    expect(file.frames).toBe(0);
  });

  it('is brought up to date once a second', async () => {
    const path = join(scratch, `second.${ending}`);
    const copy = join(scratch, `copy.${ending}`);
    const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
    await using file = await createAudioFile(path, format);
    await file.write(words, 8192);
    now.mockReturnValue(2000);
    await file.write(words, 8192, 8192);
    copyFileSync(path, copy);
    const { file: back, words: read } = await readAll(copy);
    expect(back).toMatchObject({ frames: 16_384, problem: null });
    expect(read).toEqual(words.map((channel) => channel.subarray(0, 16_384)));
  });

  it.skipIf(!posix)(
    `on a full disk has what fitted${posix ? '' : ' (skipped: needs ulimit, which Windows does not have)'}`,
    async () => {
      const path = join(scratch, `full.${ending}`);
      const log = `${path}.log`;
      // Blocks of 512 bytes.
      const limited = `ulimit -f 500; exec "$0" --input-type=module -e "$1" -- "$2"`;
      const ended = runProgram(
        path,
        `const codes = [];
         for (let n = 0; n < 3; n++) await file.write(samples).catch((error) => codes.push(error.code));
         await file.close();
         (await import('node:fs')).writeFileSync(${JSON.stringify(log)}, codes.join() + ' ' + file.frames);`,
        limited,
      );
      expect(ended.stderr).toBe('');
      const [codes, frames] = readFileSync(log, 'utf8').split(' ');
      expect(codes).toMatch(/^EFBIG(,EFBIG)+$/);
      const kept = await startsRight(path);
      expect(kept).toBe(Number(frames));
      expect(kept).toBeGreaterThan(8000);
      if (ending === 'flac' && hasFlac) run('flac', ['-s', '-t', path]);
    },
  );
});

it.skipIf(!posix)(`FLAC tells on closing that its last block did not fit`, async () => {
  const path = join(scratch, 'last.flac');
  const log = `${path}.log`;
  const ended = runProgram(
    path,
    `await file.write(samples, 4096 * 2 + 4000);
     const failed = await file.close().catch((error) => error.code);
     (await import('node:fs')).writeFileSync(${JSON.stringify(log)}, failed + ' ' + file.frames);`,
    'ulimit -f 120; exec "$0" --input-type=module -e "$1" -- "$2"',
  );
  expect(ended.stderr).toBe('');
  expect(readFileSync(log, 'utf8')).toBe('EFBIG 8192');
  expect(await startsRight(path)).toBe(8192);
});
