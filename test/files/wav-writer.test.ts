import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAudioFile, openAudioFile } from 'bufferswitch/files';
import { describe, expect, it } from 'vitest';
import { decodeWithSox, installed, interleaved, scratchDirectory, testWords } from './support.js';

const scratch = scratchDirectory();
const format = { encoding: 'int24', channels: 2, sampleRate: 48000 } as const;
const posix = process.platform !== 'win32';

describe('a WAV file that is written', () => {
  it('leaves a readable file when the program ends without closing it', async () => {
    const path = join(scratch, 'open.wav');
    const copy = join(scratch, 'killed.wav');
    const words = [testWords('int24', 5000, 1), testWords('int24', 5000, 2)];
    const writer = await createAudioFile(path, format);
    await writer.write(words);
    copyFileSync(path, copy);
    await writer.close();
    const reader = await openAudioFile(copy);
    const back = words.map(() => new Int32Array(5000));
    expect(await reader.read(back)).toBe(5000);
    await reader.close();
    expect(back).toEqual(words);
    expect(reader.problem).toMatch(/unfinished/);
    if (installed('sox')) expect(decodeWithSox(copy, 'int24', scratch).equals(interleaved(words))).toBe(true);
  });

  it('does not replace a file unless told to', async () => {
    const path = join(scratch, 'precious.wav');
    writeFileSync(path, 'precious');
    await expect(createAudioFile(path, format)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(path, 'utf8')).toBe('precious');
    const writer = await createAudioFile(path, format, { overwrite: true });
    await writer.close();
    expect(readFileSync(path).toString('latin1', 0, 4)).toBe('RIFF');
  });

  it('closes once, however often it is asked to', async () => {
    const writer = await createAudioFile(join(scratch, 'closed.wav'), format);
    await Promise.all([writer.close(), writer.close()]);
    await writer.close();
  });

  it('refuses what does not fit', async () => {
    const nothing = { ...format, channels: 0 };
    await expect(createAudioFile(join(scratch, 'nothing.wav'), nothing)).rejects.toThrow(RangeError);
    const writer = await createAudioFile(join(scratch, 'fits.wav'), format);
    await expect(writer.write([new Int32Array(1)])).rejects.toThrow(TypeError);
    await writer.close();
  });

  it.skipIf(!posix)(
    `keeps what arrived when the disk is full${posix ? '' : ' (needs ulimit, which Windows does not have)'}`,
    async () => {
      const path = join(scratch, 'full.wav');
      const log = join(scratch, 'full.log');
      const program = `
        import { createAudioFile } from ${JSON.stringify(new URL('../../dist/files/index.js', import.meta.url).href)};
        const writer = await createAudioFile(process.argv[1], ${JSON.stringify(format)});
        const channels = [1, 2].map((seed) => Int32Array.from({ length: 1000 }, (_, i) => (i * 77777 * seed) << 8));
        let failures = 0;
        for (let i = 0; i < 30; i++) await writer.write(channels).catch(() => failures++);
        await writer.close();
        (await import('node:fs')).writeFileSync(process.argv[2], failures + ' ' + writer.frames);`;
      // Blocks of 1024 bytes or of 512, depending on the shell; either way far less than 30 x 6000 bytes.
      const limited = 'ulimit -f 100; exec "$0" --input-type=module -e "$1" -- "$2" "$3"';
      const run = spawnSync('sh', ['-c', limited, process.execPath, program, path, log], {
        encoding: 'utf8',
      });
      expect(run.stderr).toBe('');
      const [failures = 0, kept = 0] = readFileSync(log, 'utf8').split(' ').map(Number);
      expect(failures).toBeGreaterThan(10);
      expect(kept).toBeGreaterThan(8000);
      const reader = await openAudioFile(path);
      const back = [new Int32Array(kept), new Int32Array(kept)];
      expect(reader).toMatchObject({ frames: kept, problem: null });
      await reader.read(back);
      await reader.close();
      expect(back[1]?.every((word, i) => word === ((i % 1000) * 77777 * 2) << 8)).toBe(true);
    },
  );
});
