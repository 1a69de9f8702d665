import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAudioFile, openAudioFile } from 'bufferswitch/files';
import { describe, expect, it } from 'vitest';
import { decodeWithSox, installed, interleaved, scratchDirectory, testWords } from './support.js';

const scratch = scratchDirectory();
const format = { encoding: 'int24', channels: 2, sampleRate: 48000 } as const;

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

  it('takes frames as they lie in it, and is complete before it is closed', async () => {
    const path = join(scratch, 'bytes.wav');
    const words = [testWords('int24', 1000, 1), testWords('int24', 1000, 2)];
    const writer = await createAudioFile(path, format);
    await writer.write(words, 500);
    const bytes = Buffer.alloc(500 * 6);
    for (let n = 0; n < 1000; n++) {
      bytes.writeIntLE((words[n % 2]?.[500 + Math.floor(n / 2)] ?? 0) >> 8, 3 * n, 3);
    }
    await writer.writeBytes(bytes);
    await expect(writer.writeBytes(bytes.subarray(1))).rejects.toThrow(RangeError);
    await writer.finish();
    const reader = await openAudioFile(path);
    const back = words.map(() => new Int32Array(1000));
    expect(reader).toMatchObject({ frames: 1000, problem: null });
    expect(await reader.read(back)).toBe(1000);
    await reader.close();
    expect(back).toEqual(words);
    await expect(writer.writeBytes(bytes)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await writer.close();
  });

  it('takes no such frames where they are stored otherwise', async () => {
    for (const [name, encoding] of [
      ['coded.flac', 'int16'],
      ['unsigned.wav', 'int8'],
    ] as const) {
      const writer = await createAudioFile(join(scratch, name), { ...format, encoding });
      await expect(writer.writeBytes(Buffer.alloc(4))).rejects.toMatchObject({ code: 'INVALID_STATE' });
      await writer.close();
    }
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
});
