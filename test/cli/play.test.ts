import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasSignals, makeWav, speech, workshop } from './support.js';

const { run, path } = workshop();
const sabotage = { imports: [fileURLToPath(new URL('sabotage.mjs', import.meta.url))] };
const virtual = ['--driver', 'built-in:loopback'];
const settingsOf = (personality: string) => ['--settings', `personality=${personality}`];

describe('play', () => {
  it('plays a file at its own rate', async () => {
    const { code, stdout, stderr } = await run(['play', speech, ...virtual]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^played 72000 frames \(1\.5 s, 48000 Hz, int24\).*outputs 0,1\n$/);
  });

  it('plays one channel on every output that is named, at another rate', async () => {
    await makeWav(path('mono.wav'), { encoding: 'float32', channels: 1, sampleRate: 48000 }, 5000);
    const options = ['--channels', '3,0,1', '--rate', '96000', '--buffer', '128', '--json'];
    const { code, stdout } = await run(['play', 'mono.wav', ...virtual, ...options]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      driver: { id: 'built-in:loopback' },
      files: [
        {
          file: 'mono.wav',
          frames: 5000,
          outputs: [3, 0, 1],
          sampleRate: 96000,
          bufferSize: 128,
          format: 'float32',
          as: 'pcm',
          error: null,
        },
      ],
      lostFrames: 0,
    });
  });

  it.each([
    ['samples.flac', 'int24'],
    ['bytes.wav', 'int8'],
  ] as const)('plays %s', async (name, encoding) => {
    await makeWav(path(name), { encoding, channels: 2, sampleRate: 48000 }, 10_000);
    const { code, stdout, stderr } = await run(['play', name, '--json', ...virtual]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      files: [{ frames: 10_000, format: encoding, problem: null }],
      lostFrames: 0,
    });
  });

  it('plays what is there of a damaged file, and says so', async () => {
    writeFileSync(path('cut.wav'), readFileSync(speech).subarray(0, 20_000));
    const { code, stdout, stderr } = await run(['play', 'cut.wav', '--json', ...virtual]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/cut\.wav: truncated: 33\d\d of 72000 frames are there\n/);
    expect(JSON.parse(stdout).files[0].problem).toMatch(/truncated/);
  });

  it('counts what came too late', async () => {
    await makeWav(path('long.wav'), { encoding: 'int16', channels: 1, sampleRate: 44100 }, 150_000);
    const late = { ...sabotage, env: { SABOTAGE: 'deaf' } };
    const { code, stdout, stderr } = await run(['play', 'long.wav', '--json', ...virtual], late);
    expect(code).toBe(4);
    expect(JSON.parse(stdout).lostFrames).toBeGreaterThan(0);
    expect(stderr).toMatch(/frames came too late/);
  });

  it.each(['rate-changes', 'loses-clock'])('ends when its driver %s, with a file', async (personality) => {
    await makeWav(
      path(`${personality}.wav`),
      { encoding: 'int16', channels: 2, sampleRate: 48000 },
      60 * 48_000,
    );
    const { code, stdout, stderr } = await run([
      'play',
      `${personality}.wav`,
      ...virtual,
      ...settingsOf(personality),
    ]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^bufferswitch: .+ changed its sample rate to .+\n$/);
  });

  it('ends when its driver changes its rate, also while nothing comes through the standard input', async () => {
    const piped = [Buffer.alloc(97_024 * 4), null];
    const args = ['play', '-', '--raw', 'int16:2:48000', ...virtual, ...settingsOf('rate-changes')];
    const { code, stderr } = await run(args, { piped });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^bufferswitch: .+ changed its sample rate to .+\n$/);
  });

  it.skipIf(!hasSignals)(
    `ends at once on SIGINT${hasSignals ? '' : ' (not on Windows, where signals cannot be caught)'}`,
    async () => {
      await makeWav(path('hour.wav'), { encoding: 'int16', channels: 2, sampleRate: 48000 }, 48_000 * 60);
      const outcome = await run(['play', 'hour.wav', ...virtual], {
        imports: [fileURLToPath(new URL('interrupt-on-start.mjs', import.meta.url))],
      });
      expect(outcome).toEqual({ code: 130, stdout: '', stderr: '' });
    },
  );
});
