import { fileURLToPath } from 'node:url';
import { listDrivers } from 'bufferswitch';
import { createAudioFile } from 'bufferswitch/files';
import { describe, expect, it } from 'vitest';
import { decodeWithSox, installed } from '../files/support.js';
import { makeWav, readWav, speech, workshop } from './support.js';

const { run, path, directory } = workshop();
const sabotage = { imports: [fileURLToPath(new URL('sabotage.mjs', import.meta.url))] };
const hasSox = installed('sox');
const drivers = listDrivers().filter(({ usable, name }) => usable && name === 'Bufferswitch Loopback');

describe('loopback', () => {
  it.each(drivers)('sends a recording through $id ($kind) and back, every sample', async ({ id, kind }) => {
    const out = path(`back-${kind}.wav`);
    const { code, stdout, stderr } = await run(['loopback', speech, '--driver', id, '--out', out]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/compared +72000 of 72000 frames, 144000 samples\n/);
    expect(stdout).toMatch(/Identical: every sample came back unaltered\.\n$/);
    const [sent, back] = [await readWav(speech), await readWav(out)];
    expect(back.reader.format).toEqual(sent.reader.format);
    expect(back.channels).toEqual(sent.channels);
  });

  it('carries a FLAC file, and writes one', async () => {
    const out = path('back.flac');
    const words = await makeWav(
      path('sent.flac'),
      { encoding: 'int24', channels: 2, sampleRate: 48000 },
      20_000,
    );
    const { code, stdout } = await run(['loopback', 'sent.flac', '--out', out, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ identical: true, frames: 20_000, different: 0 });
    expect(code).toBe(0);
    const { reader, channels } = await readWav(out);
    expect(reader.container).toBe('flac');
    expect(channels).toEqual(words);
  });

  it.skipIf(!hasSox)(
    `an independent decoder (sox${hasSox ? '' : ', not installed here'}) agrees`,
    async () => {
      const out = path('decoded.wav');
      expect((await run(['loopback', speech, '--out', out])).code).toBe(0);
      const back = decodeWithSox(out, 'int24', directory);
      expect(back.length).toBe(72000 * 2 * 4);
      expect(back.equals(decodeWithSox(speech, 'int24', directory))).toBe(true);
    },
  );

  it.each([
    ['int16', 1, 44100, 4800],
    ['int24', 3, 96000, 9601],
    ['int32', 8, 48000, 20000],
    ['float32', 2, 192000, 30000],
    ['int24', 2, 22050, 1],
  ] as const)('carries %s, %i channels, %i Hz, %i frames', async (encoding, channels, sampleRate, frames) => {
    const file = path(`${encoding}-${channels}-${frames}.wav`);
    const out = path(`back-${encoding}-${channels}-${frames}.wav`);
    const words = await makeWav(file, { encoding, channels, sampleRate }, frames);
    const { code, stdout } = await run(['loopback', file, '--out', out, '--json']);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ identical: true, sampleRate, samples: frames * channels, different: 0 });
    expect(result.latency.measured).toBe(result.latency.reported);
    expect(code).toBe(0);
    expect((await readWav(out)).channels).toEqual(words);
  });

  it('recognises a file that begins with silence, and one that is nothing else', async () => {
    const format = { encoding: 'int16', channels: 1, sampleRate: 48000 } as const;
    const noise = await makeWav(path('noise.wav'), format, 5000);
    const writer = await createAudioFile(path('late.wav'), format);
    await writer.write([new Int32Array(30_000)]);
    await writer.write(noise);
    await writer.close();
    const late = JSON.parse((await run(['loopback', 'late.wav', '--json'])).stdout);
    expect(late).toMatchObject({ identical: true, frames: 35_000 });
    expect(late.latency.measured).toBe(late.latency.reported);

    const silence = await createAudioFile(path('silence.wav'), format);
    await silence.write([new Int32Array(4000)]);
    await silence.close();
    const silent = JSON.parse((await run(['loopback', 'silence.wav', '--json'])).stdout);
    expect(silent).toMatchObject({ identical: true, frames: 4000, latency: { measured: null } });
  });

  it.each([
    ['bit', /Different: up to 1 steps away/, { different: 1, firstDifference: { frame: 9000, channel: 0 } }],
    ['level', /same sound at -6\.0\d dB, upside down/, { alignment: { kind: 'similar' } }],
    ['silence', /nothing that came back resembles/, { alignment: null }],
  ])('notices what is wrong (%s), and writes the file all the same', async (kind, text, document) => {
    const file = path(`sent-${kind}.wav`);
    const out = path(`wrong-${kind}.wav`);
    await makeWav(file, { encoding: 'int24', channels: 1, sampleRate: 48000 }, 20_000);
    const wrong = { ...sabotage, env: { SABOTAGE: kind } };
    const told = await run(['loopback', file, '--out', out], wrong);
    expect(told.code).toBe(1);
    expect(told.stdout).toMatch(text);
    expect((await readWav(out)).reader.frames).toBe(20_000);
    const { code, stdout } = await run(['loopback', file, '--json'], wrong);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ identical: false, ...document });
  });

  it('says that audio was lost rather than that it differs', async () => {
    const file = path('long.wav');
    await makeWav(file, { encoding: 'int16', channels: 1, sampleRate: 44100 }, 300_000);
    const { code, stdout } = await run(['loopback', file], { ...sabotage, env: { SABOTAGE: 'deaf' } });
    expect(code).toBe(4);
    expect(stdout).toMatch(/Audio was lost, since this machine was too busy: [1-9]/);
  });
});
