import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Clients } from '../../dist/cli/clients.js';
import { workshop } from './support.js';

const { run, path } = workshop();

const quick = (settings: string) => [
  'verify',
  '--duration',
  '0.5',
  '--settings',
  `clock=freerun;${settings}`,
];

describe('verify', () => {
  it('says that the virtual driver is bit-perfect, in real time as well', async () => {
    const { code, stdout, stderr } = await run(['verify', '--duration', '0.3', '--rate', '96000']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/stream +int32lsb, 32 valid bits, 96000 Hz, buffers of 256 frames\n/);
    expect(stdout).toMatch(/latency +512 frames measured, 512 reported\n/);
    expect(stdout).toMatch(/compared +57600 samples, 0 differ\n/);
    expect(stdout).toMatch(/\nBit-perfect: every bit came back as it was played\.\n/);
    expect(stdout).toMatch(/\nNot proven: anything about hardware/);
  });

  it.each<[string, RegExp, RegExp]>([
    ['quieter', /0\.10 dB quieter\./, /fader/],
    ['inverted', /upside down \(polarity\)\./, /phase switch/],
    ['swapped', /hears output 1; hears output 0\./, /Exchange the cables/],
    ['dithered', /noise in the lowest bit \(-192\.6 dB\)\./, /Switch dither off/],
    ['16-bits', /16 bits of each sample arrive; the lowest 16 are lost\./, /wider format/],
    ['float', /floats of 32 bits: 24 bits of each sample arrive\./, /up to 24 bits/],
    ['limited', /limited or compressed above 0\.985 of full scale\./, /Switch limiters/],
    ['resampled', /resampled or filtered/, /the same rate/],
    ['slips', /4 slips: \+1 at frame 4490, -1 at frame/, /different clocks/],
    ['drops', /6 dropouts, 600 frames in all, the first at frame 3388\./, /larger buffers/],
    ['offset', /a constant is added: 3 steps \(-177\.1 dB\)\./, /adds it/],
    ['leaks', /output 0 leaks into it at -60\.0 dB\./, /mix of several/],
  ])('says what became of the sound, and what to do (%s)', async (name, what, advice) => {
    const { code, stdout } = await run(quick(`personality=sound-${name}`));
    expect(code).toBe(1);
    const [, sentence = '', next = ''] = /\n(Not bit-perfect: .*)\n(.*)\n/.exec(stdout) ?? [];
    expect(sentence).toMatch(what);
    expect(next).toMatch(advice);
  });

  it('tells all of it as JSON', async () => {
    const { code, stdout } = await run([...quick('personality=sound-leaks;type=int24lsb'), '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'altered',
      facts: [{ kind: 'leak', input: 1, output: 0, decibels: expect.closeTo(-60, 2) }],
      firstMismatch: { input: 1, expected: expect.any(Number), actual: expect.any(Number) },
      latency: { measured: 512, reported: 512 },
      sampleType: 'int24lsb',
      validBits: null,
      driver: { id: 'built-in:loopback' },
      frames: 24_000,
    });
  });

  it('writes a page that needs nothing else, with the errors drawn', async () => {
    const file = path('report.html');
    const settings = 'personality=sound-limited;name=<b>&"';
    const { code, stdout } = await run([...quick(settings), '--report', file, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).not.toHaveProperty('trace');
    const html = readFileSync(file, 'utf8');
    expect(html).toMatch(/^<!doctype html>\n/);
    expect(html).toContain('<h1 class="bad">Not bit-perfect: limited or compressed above 0.985');
    expect(html).toContain('&lt;b&gt;&amp;&quot;');
    expect(html).not.toContain('<b>');
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).not.toMatch(/https?:|url\(|@import|\b(src|href)=|<script|<link/);
    expect(html.match(/<svg /g)).toHaveLength(4);
    // Errors at the peaks alone: over time they come and go, over level only the first 6 dB have some.
    const bars = html
      .split('<svg ')
      .slice(1)
      .map((svg) => svg.match(/<rect /g)?.length ?? 0);
    expect(bars[0]).toBeGreaterThan(20);
    expect(bars[1]).toBe(1);

    const again = await run([...quick(settings), '--report', file]);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/exists already; choose another name or replace it with --force/);
    writeFileSync(file, 'old');
    const good = await run([...quick(''), '--report', file, '--force']);
    expect(good.code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('<h1 class="good">');
    expect(readFileSync(file, 'utf8')).toContain('No error at any time.');
    const refused = await run(['verify', '--settings', 'inputs=0', '--report', path('none.html')]);
    expect({ code: refused.code, written: existsSync(path('none.html')) }).toEqual({
      code: 3,
      written: false,
    });
  });

  it('has other programs open the driver meanwhile, which makes no difference', async () => {
    const { code, stdout, stderr } = await run(['verify', '--clients', '2', '--duration', '6', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'bit-perfect',
      otherClients: { wanted: 1, ran: 1, problem: null },
    });
  });

  it('says why another program could not open the driver', async () => {
    await using clients = new Clients(1, { driver: 'no such driver' });
    clients.start();
    await expect.poll(() => clients.outcome.problem, { timeout: 15_000 }).toMatch(/no such driver/);
    expect(clients.outcome).toMatchObject({ wanted: 1, ran: 0 });
  });

  it('takes the channels that are named, and DSD', async () => {
    const some = await run([...quick('inputs=4;outputs=4'), '--channels', '1,3', '--buffer', '64', '--json']);
    expect(JSON.parse(some.stdout)).toMatchObject({
      verdict: 'bit-perfect',
      inputs: [1, 3],
      outputs: [1, 3],
      bufferSize: 64,
    });
    const dsd = await run(['verify', '--duration', '0.1', '--settings', 'type=dsdint8msb1;clock=freerun']);
    expect(dsd.code).toBe(0);
    expect(dsd.stdout).toMatch(/dsdint8msb1, 1 valid bit, 2822400 Hz/);
  });

  it.each<[string[], number, RegExp]>([
    [['--settings', 'colour'], 2, /--settings needs name=value/],
    [['--settings', 'type=int8'], 3, /type/],
    [['--channels', '5'], 3, /input 5 is not there/],
    [['--duration', '0'], 2, /--duration/],
    [['take.wav'], 2, /does not take "take\.wav"/],
    [['--settings', 'inputs=0'], 3, /a loop needs both/],
  ])('refuses %j', async (args, expected, message) => {
    const { code, stdout, stderr } = await run(['verify', ...args]);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^bufferswitch: .+\n$/);
  });

  it('says that the machine was too busy rather than that the driver is wrong', async () => {
    const args = ['verify', '--duration', '5', '--settings', 'clock=rush;preferredBuffer=8192'];
    const { code, stdout } = await run(args);
    expect(code).toBe(4);
    expect(stdout).toMatch(/Not known: this machine was too busy/);
  });
});
