import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { grownBeyond, hasSignals, readWav, workshop } from './support.js';

const { run, path } = workshop();
const sabotage = { imports: [fileURLToPath(new URL('sabotage.mjs', import.meta.url))] };
const fed = fileURLToPath(new URL('../recording/fed.mjs', import.meta.url));
const virtual = ['--driver', 'built-in:loopback'];
const reason = hasSignals ? '' : ' (not on Windows, where signals cannot be caught)';

describe('record', () => {
  it.each([
    [[], 'int32', 48000, 2],
    [['--format', 'int16', '--rate', '96000', '--channels', '1'], 'int16', 96000, 1],
    [['--format', 'int24', '--buffer', '64'], 'int24', 48000, 2],
    [['--format', 'float32', '--rate', '44100', '--channels', '1,0'], 'float32', 44100, 2],
  ] as const)('%j: exactly as long as it was told', async (options, encoding, sampleRate, channels) => {
    const file = path(`${encoding}.wav`);
    const { code, stdout } = await run([
      'record',
      file,
      '--duration',
      '0.25',
      '--json',
      ...virtual,
      ...options,
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      frames: sampleRate / 4,
      seconds: 0.25,
      format: encoding,
      lostFrames: 0,
    });
    const { reader } = await readWav(file);
    expect(reader).toMatchObject({ frames: sampleRate / 4, problem: null });
    expect(reader.format).toMatchObject({ encoding, sampleRate, channels });
  });

  it('records to a FLAC file by its name', async () => {
    const options = ['--duration', '0.25', '--json', '--format', 'int24'];
    const { code, stdout } = await run(['record', 'take.flac', ...options, ...virtual]);
    expect(code).toBe(0);
    const { frames } = JSON.parse(stdout);
    const { reader } = await readWav(path('take.flac'));
    expect(reader).toMatchObject({ container: 'flac', frames, problem: null });
  });

  it('says that a format is too narrow', async () => {
    const { stderr } = await run([
      'record',
      'narrow.wav',
      '--duration',
      '0.1',
      '--format',
      'int16',
      ...virtual,
    ]);
    expect(stderr).toMatch(/delivers int32lsb, which a file of int16 does not hold exactly/);
  });

  it.each([
    [['--rate', '12345'], /refused 12345 Hz\. It offers 44100/],
    [['--channels', '2'], /inputs 0 to 1; input 2 is not there/],
    [['--buffer', '3'], /does not offer buffers of 3 frames/],
  ])('%j is refused and leaves no file', async (options, message) => {
    const { code, stdout, stderr } = await run(['record', 'never.wav', ...virtual, ...options]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(message);
    expect(existsSync(path('never.wav'))).toBe(false);
  });

  it('replaces a file only when told to', async () => {
    writeFileSync(path('old.wav'), 'precious');
    expect((await run(['record', 'old.wav', '--duration', '0.1', ...virtual])).code).toBe(1);
    expect(readFileSync(path('old.wav'), 'utf8')).toBe('precious');
    expect((await run(['record', 'old.wav', '--duration', '0.1', '--force', ...virtual])).code).toBe(0);
    expect((await readWav(path('old.wav'))).reader.frames).toBe(4800);
  });

  it.skipIf(!hasSignals).each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(`%s finishes the file${reason}`, async (signal, expected) => {
    const file = path(`${signal}.wav`);
    const { code, stdout } = await run(['record', file, '--json', ...virtual], {
      whileRunning: async (kill) => {
        await grownBeyond(file, 50_000);
        kill(signal);
      },
    });
    expect(code).toBe(expected);
    const { frames } = JSON.parse(stdout);
    expect(frames).toBeGreaterThan(6000);
    const { reader } = await readWav(file);
    expect(reader).toMatchObject({ frames, problem: null });
  });

  it.skipIf(!hasSignals)(`keeps what arrived when the disk is full${reason}`, async () => {
    const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
    const limited = 'ulimit -f 200; exec "$0" "$@"';
    const args = [process.execPath, program, 'record', path('full.wav'), '--mono', '--json', ...virtual];
    const { status, stdout, stderr } = spawnSync('sh', ['-c', limited, ...args], { encoding: 'utf8' });
    expect(status).toBe(1);
    const names = ['full-in0.wav', 'full-in1.wav'].map(path);
    const [, frames] = /2 files, .* hold the (\d+) frames that were recorded until then/.exec(stderr) ?? [];
    expect(stderr).toMatch(/larger than the system allows\n$/);
    expect(Number(frames)).toBeGreaterThan(10_000);
    const of = (file: string, input: number) => ({
      file,
      inputs: [input],
      frames: Number(frames),
      lostFrames: 0,
    });
    expect(JSON.parse(stdout)).toMatchObject({
      frames: Number(frames),
      files: names.map(of),
      error: { code: 'EFBIG', message: expect.stringMatching(/larger than the system allows$/) },
    });
    for (const name of names) {
      const { reader } = await readWav(name);
      expect(reader).toMatchObject({ frames: Number(frames), problem: null });
    }
  });

  it('fills what was lost with silence, keeps the time, and says so', async () => {
    // As many frames as there can be within a moment in which nobody listens: more than anything has room for.
    const imports = [fed, ...sabotage.imports];
    const env = {
      SABOTAGE: 'deaf',
      DEAF_MS: '500',
      FED: JSON.stringify({ inputs: 2, clock: 'rush', rate: 48000 }),
    };
    const args = ['record', 'lossy.wav', '--duration', '40', '--json', '--driver', 'fed'];
    const { code, stdout, stderr } = await run(args, { imports, env });
    expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.stringContaining('frames were lost') });
    const { frames, lostFrames, files } = JSON.parse(stdout);
    expect(lostFrames).toBeGreaterThan(0);
    expect(stderr).toContain(`${lostFrames} frames were lost`);
    expect(frames).toBe(40 * 48000);
    expect((await readWav(path('lossy.wav'))).reader.frames).toBe(frames);
    const { losses } = files[0];
    expect(losses.reduce((sum: number, loss: { frames: number }) => sum + loss.frames, 0)).toBe(lostFrames);
    expect(stderr).toContain(`first at frame ${losses[0].frame} of lossy.wav`);
  });
});
