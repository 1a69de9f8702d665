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
