/** The ways in which a recording begins, is split and ends, on the command line. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { describeFailure } from '../../dist/cli/failure.js';
import { parseArguments } from '../../dist/cli/options.js';
import { record } from '../../dist/cli/record.js';
import { Terminal } from '../../dist/cli/terminal.js';
import { ffmpegDecode, flacDecode, missing, soxDecode } from '../files/programs.js';
import { channelOf, faultsOf, patternBytes, readBytes } from '../recording/support.js';
import { grownBeyond, hasSignals, workshop } from './support.js';

const { run, path, directory } = workshop();
const module = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const fed = module('../recording/fed.mjs');
const interrupt = module('interrupt-after.mjs');
const rate = 48000;
const hears = (settings: object = {}) => ({ FED: JSON.stringify({ inputs: 2, rate, ...settings }) });

interface File {
  readonly file: string;
  readonly inputs: readonly number[];
  readonly frames: number;
  readonly position: number;
  readonly losses: readonly { readonly frame: number; readonly frames: number }[];
}

/** The files of a document, as what checks them against the pattern takes them. */
function reported(files: readonly File[]) {
  return files.map(({ file, inputs, frames, position, losses }) => ({
    path: path(file),
    channels: inputs,
    frames,
    position,
    gaps: losses.map((loss) => ({ position: position + loss.frame, frames: loss.frames })),
  }));
}

describe('record', () => {
  it.each([
    ['wav', 24_000],
    ['flac', 24_000],
  ])('%s: a file for each channel, in parts, until Ctrl+C', async (ending, frames) => {
    const args = ['record', `song.${ending}`, '--mono', '--split', '0.5', '--json', '--driver', 'fed'];
    const { code, stdout, stderr } = await run(args, {
      imports: [fed, interrupt],
      env: { ...hears(), BLOCKS: '220' },
    });
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    const document = JSON.parse(stdout);
    const files: File[] = document.files;
    // How many there are by then is a matter of how soon the interrupt comes.
    const names = files.map(
      (_, i) => `song-in${i % 2}-${`${1 + Math.floor(i / 2)}`.padStart(3, '0')}.${ending}`,
    );
    expect(files.map(({ file }) => file)).toEqual(names);
    expect(readdirSync(directory).filter((name) => name.endsWith(`.${ending}`))).toHaveLength(files.length);
    expect(files.length).toBeGreaterThan(4);
    for (const [i, file] of files.entries()) {
      expect(file.position).toBe(Math.floor(i / 2) * frames);
      if (i < files.length - 2) expect(file.frames).toBe(frames);
    }
    expect(files.at(-1)?.frames).toBe(files.at(-2)?.frames);
    expect(document).toMatchObject({ start: { position: 0, preRollFrames: 0, time: null }, lostFrames: 0 });
    expect(await faultsOf(reported(files), 2)).toEqual([]);
  });

  it('waits for a level, and keeps what was before', async () => {
    const args = ['record', 'level.wav', '--start-level', '-60', '--pre-roll', '0.1', '--duration', '0.2'];
    const { code, stdout, stderr } = await run([...args, '--json', '--driver', 'fed'], {
      imports: [fed],
      env: hears({ silence: 12_345 }),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { start, frames, files } = JSON.parse(stdout);
    expect(start).toMatchObject({ position: 12_345 + loudFrom(12_345), preRollFrames: 4800 });
    expect(frames).toBe(4800 + 9600);
    const silence = 12_345 - files[0].position;
    const gaps = [{ position: files[0].position, frames: silence }];
    const level = reported(files).map((file) => ({ ...file, gaps }));
    expect(await faultsOf(level, 2)).toEqual([]);
  });

  it('waits for a time', async () => {
    const target = '2031-05-06T07:08:09.500Z';
    const args = ['record', 'time.wav', '--start-at', target, '--pre-roll', '0.25', '--duration', '0.1'];
    const { code, stdout, stderr } = await run([...args, '--json', '--driver', 'fed'], {
      imports: [fed, module('stopped-clock.mjs')],
      env: { ...hears(), NOW: '2031-05-06T07:08:09.000Z' },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { start, files } = JSON.parse(stdout);
    // Half a second after the stream was told to start; the first buffer may be full at once.
    expect(start.position).toBeGreaterThan(0);
    expect(start.position).toBeLessThanOrEqual(rate / 2 + 256);
    expect(Math.abs(Date.parse(start.time) - Date.parse(target))).toBeLessThan(10);
    expect(files[0].position).toBe(start.position - start.preRollFrames);
    expect(files[0].frames).toBe(start.preRollFrames + 4800);
    expect(await faultsOf(reported(files), 2)).toEqual([]);
  });

  it.each([
    ['a level', ['--start-level=-1', '--pre-roll', '1']],
    ['a time', ['--start-at', new Date(Date.now() + 3_600_000).toISOString(), '--mono', '--split', '1m']],
  ])('leaves no file where Ctrl+C comes while it waits for %s', async (_, options) => {
    const args = ['record', 'never.wav', ...options, '--json', '--driver', 'built-in:loopback'];
    const { code, stdout, stderr } = await run(args, { imports: [interrupt], env: { BLOCKS: '30' } });
    expect(code).toBe(130);
    expect(stderr).toBe(
      'bufferswitch: interrupted before the start: nothing was recorded, and there is no file\n',
    );
    expect(JSON.parse(stdout)).toMatchObject({ frames: 0, start: null, files: [] });
    expect(readdirSync(directory).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  it.each<[string, number, RegExp, string?]>([
    ['--pre-roll 1', 2, /--pre-roll needs a start to be before/],
    ['--start-level -3 --start-at 2100-01-01T00:00', 2, /exclude each other/],
    ['--start-at 2001-01-01T00:00', 2, /--start-at 2001-01-01T00:00 has passed/],
    ['--split 0.01', 2, /--split makes files of less than a tenth of a second.*at least 0.1 s or/, 'free'],
    ['--split 1kB', 2, /at least 0.1 s or \d+ bytes/, 'free'],
    ['--split 1m', 1, /taken-017\.wav: exists already; choose another name or replace it with --force/],
    ['--mono', 1, /taken-in1\.wav: exists already/],
    ['--split 1h --force', 1, /folder-004\.wav: is not a regular file/, 'folder'],
    ['--start-level -1 --pre-roll 100000', 2, /takes more than 1 GiB of memory; here it can be \d+ frames/],
    ['--start-level -1 --channels 9', 3, /input 9 is not there/],
  ])('%s is refused and leaves no file', async (options, expected, message, name = 'taken') => {
    writeFileSync(path('taken-017.wav'), 'precious');
    writeFileSync(path('taken-in1.wav'), 'precious');
    mkdirSync(path('folder-004.wav'), { recursive: true });
    const failure = await refusal([`${name}.wav`, ...options.split(' ')]);
    expect(failure).toEqual({ exitCode: expected, message: expect.stringMatching(message) });
    expect(failure.message).not.toContain('\n');
    const left = readdirSync(directory).filter((name) => /^(taken|free)/.test(name));
    expect(left.sort()).toEqual(['taken-017.wav', 'taken-in1.wav']);
  });

  it('refuses what a FLAC file does not hold before it waits', async () => {
    const { exitCode, message } = await refusal(['wide.flac', '--start-level', '-1', '--format', 'float32']);
    expect(exitCode).toBe(1);
    expect(message).toMatch(/FLAC files do not hold 32-bit float/);
    expect(existsSync(path('wide.flac'))).toBe(false);
  });
});

/** What a recording is refused with, in this process. */
async function refusal([name = '', ...options]: string[]) {
  const quiet = { write: () => true, isTTY: false as const, columns: 80 };
  const context = { terminal: new Terminal(false, quiet, quiet), signal: new AbortController().signal };
  const driver = ['--driver', `built-in:loopback:record-${process.pid}-${threadId}`];
  try {
    await record.run(parseArguments('record', record, [path(name), ...options, ...driver]), context);
  } catch (error) {
    const { exitCode, message } = describeFailure(error);
    return { exitCode, message };
  }
  throw new Error('Nothing was refused');
}

/** Frames until the pattern is louder than a thousandth of full scale. */
function loudFrom(position: number): number {
  const bytes = patternBytes(2, position, 48_000, []);
  for (let at = 0; at < bytes.length; at += 3)
    if (Math.abs(bytes.readIntLE(at, 3)) > 2 ** 23 / 1000) return Math.floor(at / 6);
  return -1;
}

describe('a program that is killed', () => {
  const killed: readonly [string, string, string[], string][] = [
    ['wav', 'parts of one channel', ['--mono', '--split', '0.5'], '-in2-002'],
    ['flac', 'parts', ['--split', '0.5'], '-002'],
    ['flac', 'parts of one channel and of a size', ['--mono', '--split', '80kB'], '-in2-002'],
    ['wav', 'after a start by level', ['--start-level', '-60', '--pre-roll', '1'], ''],
  ];

  it.each(killed)(
    'leaves %s files that open: %s',
    { timeout: 60_000 },
    async (ending, what, options, part) => {
      const name = `killed ${what}`;
      const last = path(`${name}${part}.${ending}`);
      await run(['record', `${name}.${ending}`, '--channels', '0-2', ...options, '--driver', 'fed'], {
        imports: [fed],
        env: hears({ inputs: 3 }),
        whileRunning: async (kill) => {
          await grownBeyond(last, 20_000, 40);
          kill('SIGKILL');
        },
      });
      let position = 0;
      if (part !== '') {
        // The part before is complete.
        const { file } = await readBytes(last.replace('-002.', '-001.'));
        expect(file.problem).toBeNull();
        position = file.frames ?? 0;
      }
      const { file, bytes } = await readBytes(last);
      const { channels } = file.format;
      const frames = bytes.length / (3 * channels);
      expect(frames).toBeGreaterThan(2000);
      const all = patternBytes(3, position, frames, []);
      expect(bytes.equals(channels === 1 ? channelOf(all, 2, 3) : all)).toBe(true);
      for (const decode of decoders(ending))
        expect(decode(last).subarray(0, bytes.length).equals(bytes)).toBe(true);
    },
  );

  function decoders(ending: string): ((path: string) => Buffer)[] {
    if (ending === 'flac') return missing('flac') === '' ? [flacDecode] : [];
    const programs: [string, (path: string) => Buffer][] = [
      ['sox', (file) => soxDecode(file, 's24le')],
      ['ffmpeg', (file) => ffmpegDecode(file, 's24le')],
    ];
    return programs.filter(([name]) => missing(name) === '').map(([, decode]) => decode);
  }

  const notHere = hasSignals ? '' : ' (not on Windows)';
  it.skipIf(!hasSignals)(`ends like Ctrl+C by SIGTERM${notHere}`, { timeout: 60_000 }, async () => {
    const args = ['record', 'term.wav', '--mono', '--split', '300kB', '--json', '--driver', 'fed'];
    const { code, stdout } = await run(args, {
      imports: [fed],
      env: hears(),
      whileRunning: async (kill) => {
        await grownBeyond(path('term-in0-002.wav'), 20_000, 40);
        kill('SIGTERM');
      },
    });
    expect(code).toBe(143);
    const { files } = JSON.parse(stdout);
    expect(files).toHaveLength(4);
    expect(await faultsOf(reported(files), 2)).toEqual([]);
  });
});
