/**
 * The command line records in real time while another process keeps the disk busy, and every sample of the file is looked
 * at. `ENDURANCE=full` takes two minutes of 64 channels at 192 kHz, which make a RF64 file of 4.4 GB; otherwise it is two
 * seconds of fewer. `RECORDING_FOLDER` is where, instead of the folder for what is temporary.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAudioFile } from 'bufferswitch/files';
import { afterAll, expect, it } from 'vitest';
import { workshop } from '../cli/support.js';
import { removeFolder } from '../helpers/remove-folder.js';
import { PatternFrames } from './pattern.mjs';

const full = process.env['ENDURANCE'] === 'full';
const shape = full
  ? { channels: 64, rate: 192_000, seconds: 120, preferredBuffer: 512 }
  : { channels: 24, rate: 96_000, seconds: 2, preferredBuffer: 256 };
const { channels, rate, seconds, preferredBuffer } = shape;
const module = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const { run } = workshop();
const folder = mkdtempSync(join(process.env['RECORDING_FOLDER'] ?? tmpdir(), 'recording-'));
afterAll(() => removeFolder(folder));

/** Another process that writes to the same disk. */
function loadDisk() {
  const output = join(folder, 'load.txt');
  const file = openSync(output, 'w');
  const child = spawn(process.execPath, [module('disk-load.mjs'), folder, full ? '1e9' : '4'], {
    stdio: ['ignore', file, file],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  closeSync(file);
  return {
    get megabytes(): number {
      return 64 * (readFileSync(output, 'utf8').split('\n').length - 1);
    },
    async end(): Promise<void> {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

interface Loss {
  readonly frame: number;
  readonly frames: number;
}

/** Compares all samples with the pattern, silent where frames were lost. Gives the first frame that is wrong, or -1. */
async function firstWrong(path: string, frames: number, losses: readonly Loss[]): Promise<number> {
  const frameBytes = 3 * channels;
  const atOnce = 16_384;
  const pattern = new PatternFrames(channels, atOnce);
  const file = await openAudioFile(path, { streamFormat: 'int24', layout: 'interleaved' });
  await file.close();
  expect(file).toMatchObject({ frames, problem: null, container: full ? 'rf64' : 'wav' });
  const bytes = Buffer.alloc(atOnce * frameBytes);
  const raw = await open(path);
  // Not by way of the reader: samples of 24 bits lie in the file as they are compared.
  const header = (await raw.stat()).size - frames * frameBytes;
  try {
    for (let frame = 0; frame < frames; frame += atOnce) {
      const now = Math.min(atOnce, frames - frame);
      const expected = pattern.frames(frame, now);
      for (const loss of losses) {
        const [from, to] = [Math.max(loss.frame, frame), Math.min(loss.frame + loss.frames, frame + now)];
        if (from < to) expected.fill(0, (from - frame) * frameBytes, (to - frame) * frameBytes);
      }
      await raw.read(bytes, 0, now * frameBytes, header + frame * frameBytes);
      const heard = bytes.subarray(0, now * frameBytes);
      if (heard.equals(expected)) continue;
      return frame + Math.floor(heard.findIndex((byte, i) => byte !== expected[i]) / frameBytes);
    }
    return -1;
  } finally {
    await raw.close();
  }
}

it(`${channels} channels at ${rate} Hz for ${seconds} s: every sample is there, or told`, {
  timeout: full ? 900_000 : 60_000,
}, async () => {
  const take = join(folder, 'take.wav');
  const load = loadDisk();
  const args = ['record', take, '--channels', `0-${channels - 1}`, '--duration', String(seconds), '--json'];
  const env = { FED: JSON.stringify({ inputs: channels, rate, preferredBuffer }) };
  const imports = [module('fed.mjs')];
  const { code, stdout } = await run([...args, '--driver', 'fed'], { imports, env }).finally(() =>
    load.end(),
  );
  const { frames, lostFrames, overruns, files } = JSON.parse(stdout);
  console.log(
    `${lostFrames} frames lost in ${overruns} places, beside ${load.megabytes} MB of another process`,
  );
  expect(frames).toBe(rate * seconds);
  expect(files[0].losses.reduce((sum: number, loss: Loss) => sum + loss.frames, 0)).toBe(lostFrames);
  expect(code).toBe(lostFrames === 0 ? 0 : 4);
  expect(await firstWrong(take, frames, files[0].losses)).toBe(-1);
});
