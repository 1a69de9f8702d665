/** A recording that one program plays into the installed driver, taken as it is, and another records, on the command line. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { grownBeyond, makeWav, readWav, speech, workshop } from '../cli/support.js';
import { findInstalled } from '../helpers/installed.js';
import { removeFolder } from '../helpers/remove-folder.js';

const { run, path } = workshop();
const cwasioDirectory = mkdtempSync(join(tmpdir(), 'recording-'));
afterAll(() => removeFolder(cwasioDirectory));
const env = { CWASIO_DIR: cwasioDirectory };
const name = `Test ${process.pid} recording`;

describe.skipIf(findInstalled() === undefined)(
  'two programs at an installed driver',
  { timeout: 60_000 },
  () => {
    afterEach(async () => {
      await run(['driver', 'uninstall', '--name', name], { env });
    });

    test('one plays a recording, the other records it: the same samples', async () => {
      const installed = await run(['driver', 'install', '--name', name, '--settings', 'type=int24lsb'], {
        env,
      });
      expect(installed.stderr).toBe('');
      const file = path('recorded.wav');
      const played = await readWav(speech);
      // Long enough for a slow machine to start the other program meanwhile.
      const seconds = (played.reader.frames ?? 0) / played.reader.format.sampleRate + 12;
      const recorder = ['record', file, '--driver', name, '--duration', String(seconds), '--format', 'int24'];
      const recording = run(recorder, { env });
      await grownBeyond(file, 10_000);
      const playing = await run(['play', speech, '--driver', name], { env });
      expect({ code: playing.code, stderr: playing.stderr }).toMatchObject({ code: 0 });
      const { code, stderr } = await recording;
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const recorded = await readWav(file);
      expect(recorded.reader.problem).toBeNull();
      for (const [channel, samples] of played.channels.entries()) {
        const heard = recorded.channels[channel] ?? new Int32Array();
        const start = heard.findIndex((sample) => sample !== 0) - samples.findIndex((sample) => sample !== 0);
        expect(start).toBeGreaterThan(0);
        expect(heard.length - start).toBeGreaterThan(samples.length);
        expect(Buffer.compare(bytesOf(heard.subarray(start, start + samples.length)), bytesOf(samples))).toBe(
          0,
        );
        expect(heard.subarray(start + samples.length).every((sample) => sample === 0)).toBe(true);
      }
    });

    test('one plays an album, the other records it: no frame between the files', async () => {
      const installed = await run(['driver', 'install', '--name', name, '--settings', 'type=int24lsb'], {
        env,
      });
      expect(installed.stderr).toBe('');
      const format = { encoding: 'int24', channels: 2, sampleRate: 48000 } as const;
      const files = ['one.wav', 'two.flac', 'three.wav'].map(path);
      const lengths = [4097, 100_001, 12_345];
      const parts: Int32Array[][] = [];
      for (const [i, file] of files.entries()) parts.push(await makeWav(file, format, lengths[i] as number));
      const recorded = path('album.wav');
      const recorder = ['record', recorded, '--driver', name, '--duration', '14', '--format', 'int24'];
      const recording = run(recorder, { env });
      await grownBeyond(recorded, 10_000);
      const playing = await run(['play', ...files, '--driver', name], { env });
      expect({ code: playing.code, stderr: playing.stderr }).toEqual({ code: 0, stderr: '' });
      const { code, stderr } = await recording;
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const { channels } = await readWav(recorded);
      for (const [channel, heard] of channels.entries()) {
        const played = Buffer.concat(parts.map((part) => bytesOf(part[channel] as Int32Array)));
        const start = heard.findIndex((sample) => sample !== 0);
        const frames = played.length / 4;
        expect(Buffer.compare(bytesOf(heard.subarray(start, start + frames)), played)).toBe(0);
        expect(heard.subarray(start + frames).every((sample) => sample === 0)).toBe(true);
      }
    });
  },
);

function bytesOf(samples: Int32Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}
