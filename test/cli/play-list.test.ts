import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createVirtualDriver } from 'bufferswitch/testing';
import { describe, expect, it, vi } from 'vitest';
import { readAll } from '../files/support.js';
import { firstDifference, joined, playOn, sound, withoutSilence } from './played.js';
import { makeWav, workshop } from './support.js';

const { path, run } = workshop();
const made = fileURLToPath(new URL('../files/made', import.meta.url));
const stereo = { encoding: 'int24', channels: 2, sampleRate: 48000 } as const;
const open = { clock: 'realtime', cable: 'open', captureFrames: 1_000_000 } as const;

/** Files of these lengths, and what they hold together; the last sample of each is not silence. */
async function files(names: readonly (readonly [string, number])[], format = stereo) {
  const parts: Int32Array[][] = [];
  for (const [name, frames] of names) parts.push(await makeWav(path(name), format, frames));
  return [0, 1].map((channel) => joined(parts.map((part) => part[channel] as Int32Array)));
}

describe('several files', () => {
  it.each([
    ['shorter than a buffer', [1, 3, 7, 101]],
    ['of odd lengths', [4097, 12_345, 9_999]],
    ['longer than what is queued ahead', [100_001, 1, 20_003]],
  ])('%s follow each other without a frame between them', async (what, lengths) => {
    using driver = createVirtualDriver(open);
    const names = lengths.map((frames, i) => [`${what}-${i}.${i === 1 ? 'flac' : 'wav'}`, frames] as const);
    const expected = await files(names);
    const { code, said, document } = await playOn(
      driver,
      names.map(([name]) => path(name)),
    );
    expect({ code, said }).toEqual({ code: 0, said: [] });
    expect(document.files.map(({ frames }) => frames)).toEqual(lengths);
    for (const channel of [0, 1]) {
      expect(firstDifference(sound(driver, channel), expected[channel] as Int32Array)).toBe(-1);
    }
    expect(driver.calls().filter(({ name }) => name === 'start')).toHaveLength(1);
  });

  it('of another rate switch the device, and those around stay together', async () => {
    using driver = createVirtualDriver({ ...open, rates: [48000, 96000] });
    const parts: Int32Array[][] = [];
    for (const [name, sampleRate] of [
      ['1.wav', 48000],
      ['2.wav', 48000],
      ['3.wav', 96000],
      ['4.wav', 96000],
      ['5.wav', 48000],
    ] as const) {
      parts.push(await makeWav(path(name), { ...stereo, sampleRate }, 5000 + Number(name[0])));
    }
    const { code, document } = await playOn(
      driver,
      ['1', '2', '3', '4', '5'].map((n) => path(`${n}.wav`)),
    );
    expect(code).toBe(0);
    expect(document.files).toMatchObject(
      [48000, 48000, 96000, 96000, 48000].map((sampleRate) => ({ sampleRate })),
    );
    const rates = driver.calls().filter(({ name, result }) => name === 'setSampleRate' && result === 0);
    expect(rates.map(({ args }) => args[0])).toEqual([96000, 48000]);
    for (const channel of [0, 1]) {
      let heard = sound(driver, channel);
      for (const group of [parts.slice(0, 2), parts.slice(2, 4), parts.slice(4)]) {
        const expected = joined(group.map((part) => part[channel] as Int32Array));
        expect(firstDifference(heard.subarray(0, expected.length), expected)).toBe(-1);
        const rest = heard.subarray(expected.length);
        heard = rest.subarray(
          Math.max(
            0,
            rest.findIndex((sample) => sample !== 0),
          ),
        );
      }
    }
  });

  it('of another container, other bits and another number of channels are played, every sample', async () => {
    using driver = createVirtualDriver({ ...open, rates: [44100], rate: 44100 });
    const names = readdirSync(made).filter((name) => !/f32|f64|fl32|fl64/.test(name));
    const { code, said, document } = await playOn(
      driver,
      names.map((name) => join(made, name)),
    );
    expect({ code, said }).toEqual({ code: 0, said: [] });
    expect(document.files).toHaveLength(names.length);
    const all = await Promise.all(names.map((name) => readAll(join(made, name))));
    const expected = joined(all.map(({ words }) => words[0] as Int32Array));
    expect(firstDifference(sound(driver, 0), withoutSilence(expected))).toBe(-1);
  });

  it('go on behind one that cannot be played, and the exit code is that of the first', async () => {
    using driver = createVirtualDriver(open);
    const expected = await files([
      ['good-1.wav', 3001],
      ['good-2.wav', 2003],
    ]);
    writeFileSync(path('text.wav'), 'only text');
    await makeWav(path('fast.wav'), { ...stereo, sampleRate: 12345 }, 10);
    await makeWav(path('wide.wav'), { ...stereo, channels: 3 }, 10);
    const names = ['good-1.wav', 'text.wav', 'missing.wav', 'fast.wav', 'wide.wav', 'good-2.wav'];
    const { code, said, document } = await playOn(driver, names.map(path));
    expect(code).toBe(1);
    expect(said).toEqual([
      expect.stringMatching(/text\.wav: not an audio file/),
      expect.stringMatching(/missing\.wav: there is no such file/),
      expect.stringMatching(/fast\.wav: The driver refused 12345 Hz\. It offers 44100 Hz?.*/),
      expect.stringMatching(/wide\.wav: .*outputs 0 to 1; output 2 is not there/),
    ]);
    expect(document.files.map(({ frames }) => frames)).toEqual([3001, 0, 0, 0, 0, 2003]);
    expect(document.files.map(({ error }) => error?.code ?? null)).toEqual([
      null,
      'FILE_FORMAT',
      'ENOENT',
      'SAMPLE_RATE_REFUSED',
      null,
      null,
    ]);
    const heard = sound(driver, 0);
    expect(firstDifference(heard.subarray(0, 3001), (expected[0] as Int32Array).subarray(0, 3001))).toBe(-1);
    expect(firstDifference(heard.subarray(-2003), (expected[0] as Int32Array).subarray(3001))).toBe(-1);
  });

  it('go on without a gap behind one that turns out to be damaged', async () => {
    using driver = createVirtualDriver(open);
    const [damaged] = await makeWav(path('damaged.flac'), stereo, 50_000);
    const bytes = readFileSync(path('damaged.flac'));
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] as number) ^ 0x10;
    writeFileSync(path('damaged.flac'), bytes);
    const [before] = await makeWav(path('before.wav'), stereo, 1001);
    const [after] = await makeWav(path('after.wav'), stereo, 2003);
    const names = ['before.wav', 'damaged.flac', 'after.wav'];
    const { code, said, document } = await playOn(driver, names.map(path));
    expect(code).toBe(1);
    expect(said).toEqual([expect.stringMatching(/damaged\.flac: damaged: /)]);
    const { frames } = document.files[1] as { frames: number };
    expect(frames).toBeGreaterThan(10_000);
    expect(frames).toBeLessThan(40_000);
    const expected = joined([before, damaged?.subarray(0, frames), after] as Int32Array[]);
    expect(firstDifference(sound(driver, 0), expected)).toBe(-1);
  });

  it('that a device cannot carry exactly are played, which is said once', async () => {
    using driver = createVirtualDriver({ ...open, type: 'int16lsb' });
    await files([
      ['deep-1.wav', 101],
      ['deep-2.wav', 103],
    ]);
    const { code, said } = await playOn(driver, ['deep-1.wav', 'deep-2.wav'].map(path));
    expect(code).toBe(0);
    expect(said).toEqual([
      expect.stringMatching(/takes int16lsb, which cannot carry int24 samples exactly$/),
    ]);
  });

  it('are not gone on with where the device fails', async () => {
    using driver = createVirtualDriver(open);
    await files([
      ['long-1.wav', 480_000],
      ['long-2.wav', 480_000],
    ]);
    const playing = playOn(driver, ['long-1.wav', 'long-2.wav'].map(path));
    await vi.waitUntil(() => driver.captured().frames > 0, { timeout: 10_000 });
    driver.unplug();
    const { code, said } = await playing;
    expect(code).toBe(3);
    expect(said).toHaveLength(1);
  });
});

describe('folders and playlists', () => {
  it('a folder is played in the natural order of its names, what is no audio is skipped', async () => {
    using driver = createVirtualDriver(open);
    const names = ['2 two.wav', '10 ten.wav', 'disc 2/1.wav', 'disc 10/1.wav'];
    for (const folder of ['album/disc 2', 'album/disc 10', 'album/empty'])
      mkdirSync(path(folder), { recursive: true });
    const [expected] = await files(names.map((name, i) => [`album/${name}`, 1001 + i] as const));
    writeFileSync(path('album/cover.jpg'), Buffer.from('ffd8ffe000104a464946', 'hex'));
    writeFileSync(path('album/all.m3u'), '2 two.wav\n');
    const { code, said, document } = await playOn(driver, [path('album')]);
    expect(code).toBe(0);
    expect(said).toEqual([
      expect.stringMatching(
        /^bufferswitch: skipped: .*all\.m3u: a playlist, which is played when it is named$/,
      ),
      expect.stringMatching(/^bufferswitch: skipped: .*cover\.jpg: not an audio file$/),
    ]);
    expect(document.skipped).toEqual([path('album/all.m3u'), path('album/cover.jpg')]);
    expect(document.files.map(({ file }) => file)).toEqual(names.map((name) => path(join('album', name))));
    expect(firstDifference(sound(driver, 0), expected as Int32Array)).toBe(-1);
  });

  it('a folder without audio is an error', async () => {
    using driver = createVirtualDriver(open);
    mkdirSync(path('papers'));
    mkdirSync(path('nothing'));
    writeFileSync(path('papers/letter.txt'), 'Dear');
    const { code, said } = await playOn(driver, [path('papers')]);
    expect(code).toBe(1);
    expect(said.at(-1)).toMatch(/papers: no audio files/);
    expect((await playOn(driver, [path('nothing')])).said).toEqual([
      expect.stringMatching(/a folder without files/),
    ]);
    expect(driver.calls()).toEqual([]);
  });

  it('a playlist names files, wherever they are', async () => {
    using driver = createVirtualDriver(open);
    mkdirSync(path('lists/sub'), { recursive: true });
    mkdirSync(path('else'));
    const names = ['lists/é.wav', 'lists/sub/b.wav', 'else/c d.wav', 'else/e.wav'];
    const [expected] = await files(names.map((name, i) => [name, 1001 + i] as const));
    const lines = [
      '\ufeff#EXTM3U',
      '#EXTINF:1,É',
      'é.wav',
      process.platform === 'win32' ? 'sub/b.wav' : 'sub\\b.wav',
      '',
      'https://example.org/stream',
      'file://%zz',
      pathToFileURL(path('else/c d.wav')).href,
      path('else/e.wav'),
      'other.m3u',
    ];
    writeFileSync(path('lists/evening.m3u8'), lines.join('\r\n'));
    const { code, said, document } = await playOn(driver, [path('lists/evening.m3u8')]);
    expect(code).toBe(1);
    expect(said).toEqual([
      expect.stringMatching(/https:\/\/example\.org\/stream: only files are played/),
      expect.stringMatching(/file:\/\/%zz: /),
      expect.stringMatching(/other\.m3u: a playlist within a playlist/),
    ]);
    expect(document.files.filter(({ error }) => error === null)).toHaveLength(4);
    expect(firstDifference(sound(driver, 0), expected as Int32Array)).toBe(-1);
  });

  it('a playlist may be in the code page of Windows', async () => {
    using driver = createVirtualDriver(open);
    const [expected] = await files([['caf\u00e9.wav', 1001]]);
    writeFileSync(path('old.m3u'), Buffer.from('caf\u00e9.wav\r\n', 'latin1'));
    expect(await playOn(driver, [path('old.m3u')])).toMatchObject({ code: 0, said: [] });
    expect(firstDifference(sound(driver, 0), expected as Int32Array)).toBe(-1);
  });

  it('what is played of it is told in a line for each file', async () => {
    copyFileSync(join(made, 'flac-8-16.flac'), path('a.flac'));
    writeFileSync(path('b.flac'), 'fLaC and nothing else');
    const { code, stdout, stderr } = await run([
      'play',
      'a.flac',
      'b.flac',
      'a.flac',
      '--driver',
      'built-in:loopback',
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^(played 400 frames \(0\.0 s, 44100 Hz, int16\) of a\.flac on .+\n){2}played 2 of 3 files\n$/,
    );
    expect(stderr).toMatch(/^bufferswitch: b\.flac: damaged: .+\n$/);
  });
});
