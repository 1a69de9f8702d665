import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measure } from '../../dist/cli/measure.js';
import { measurePage } from '../../dist/cli/measure-page.js';
import { conclusionOf, explanation } from '../../dist/cli/measure-report.js';
import { Terminal } from '../../dist/cli/terminal.js';
import type { Measured, MeasureReport, MeasureRow } from '../../dist/measure/index.js';
import { runHere } from './here.js';
import { workshop } from './support.js';

const { run, path } = workshop();
const silent = { isTTY: false, columns: 80, rows: 24, write: () => true };

/** A driver of its own, as others are open in this process meanwhile. */
const here = ['measure', '--driver', 'built-in:loopback:measured'];
const quick = (settings: string) => [...here, '--starts', '2', '--settings', `clock=freerun;${settings}`];

function row(sampleRate: number, bufferSize: number, measured: Partial<Measured> = {}): MeasureRow {
  const frames = measured.frames ?? 2 * bufferSize;
  return {
    sampleRate,
    bufferSize,
    reported: { input: bufferSize, output: bufferSize },
    measured: {
      frames,
      milliseconds: (1000 * frames) / sampleRate,
      difference: frames - 2 * bufferSize,
      spread: 0,
      starts: [frames, frames],
      match: 'exact',
      isInverted: false,
      ...measured,
    },
    problem: null,
  };
}

function failed(sampleRate: number, bufferSize: number | null, message: string): MeasureRow {
  return { sampleRate, bufferSize, reported: null, measured: null, problem: { code: null, message } };
}

const report = (rows: readonly MeasureRow[], verdict: MeasureReport['verdict'] = 'measured') => ({
  verdict,
  driver: { id: 'id', name: '<b>&"' },
  output: 0,
  input: 3,
  rows,
  rateProblem: null,
});

describe('measure', () => {
  it('shows what is reported and what was measured', async () => {
    const settings =
      'rates=48000,96000;maxBuffer=32;preferredBuffer=16;inputLatency=10;outputLatency=20;delay=100';
    const { code, stdout, stderr } = await run(quick(settings));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`driver  measured (built-in:loopback)
loop    output 0 to input 0

RATE      BUFFER  REPORTED      MEASURED  MS    DIFFERENCE  STARTS
48000 Hz  16      10 + 20 = 30  100       2.08  +70         2, all the same
48000 Hz  32      10 + 20 = 30  100       2.08  +70         2, all the same
96000 Hz  16      10 + 20 = 30  100       1.04  +70         2, all the same
96000 Hz  32      10 + 20 = 30  100       1.04  +70         2, all the same

The loop is 70 frames later than the driver says.
Programs that line up recordings have to correct what the driver says by that.
`);
  });

  it('takes one rate, one size and two channels, and writes JSON and a page', async () => {
    const file = path('latency.html');
    const args = [...quick(''), '--rate', '96000', '--buffer', '64', '--channels', '1', '--json'];
    const { code, stdout } = await runHere({ measure }, [...args, '--report', file]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'measured',
      output: 1,
      input: 1,
      rows: [{ sampleRate: 96000, bufferSize: 64, measured: { frames: 128, starts: [128, 128] } }],
    });
    const html = readFileSync(file, 'utf8');
    expect(html).toContain('<h1 class="good">The loop is as late as the driver says.');
    const again = await runHere({ measure }, [...args, '--report', file]);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/exists already; choose another name or replace it with --force/);
  });

  it('takes an output and an input of the same number, named twice', async () => {
    const args = [...quick(''), '--rate', '96000', '--buffer', '64', '--channels', '1,1', '--json'];
    const { code, stdout } = await runHere({ measure }, args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'measured', output: 1, input: 1 });
  });

  it('ends with what was measured when it is interrupted', async () => {
    const controller = new AbortController();
    const { code, stdout, stderr } = await runHere(
      { measure },
      quick('maxBuffer=32;preferredBuffer=32;rates=48000'),
      {
        size: { columns: 80, rows: 24 },
        signal: controller.signal,
        onShown: (text) => {
          if (text.includes('(2 of 2)')) controller.abort();
        },
      },
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/interrupted, with this much measured: 1\n$/);
    expect(stdout).toMatch(/\n48000 Hz {2}32 .*\n\n/);
    expect(stdout).not.toMatch(/\n48000 Hz {2}16 /);
  });

  it('fails where nothing comes back, and says what to look at', async () => {
    const { code, stdout } = await runHere({ measure }, [
      ...quick(''),
      '--buffer',
      '256',
      '--channels',
      '0,1',
      '--rate',
      '48000',
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/48000 Hz +256 +256 \+ 256 = 512 +- +- +- +Nothing that was played came back\.\n/);
    expect(stdout).toMatch(
      /\nNothing that was played came back\.\nIs output 0 connected with input 1, .*--channels/,
    );
  });

  it('fails where a size is refused, and measures the others', async () => {
    const { code, stdout } = await runHere({ measure }, [
      ...quick('personality=only-preferred-works'),
      '--rate',
      '48000',
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/48000 Hz +256 +256 \+ 256 = 512 +512 +10\.67 +0 +2, all the same\n/);
    expect(stdout).toMatch(/48000 Hz +128 +- .*createBuffers.*\n/);
    expect(stdout).toMatch(/ of 10 could not be measured, as the table says\.\n$/);
  });

  it.each<[string[], number, RegExp]>([
    [['--channels', '0,1,2'], 2, /one output and one input, such as 0,2/],
    [['--channels', '5'], 3, /output 5 is not there/],
    [['--starts', '0'], 2, /--starts needs a number of times/],
    [['--starts', '5000'], 2, /--starts can be 1000/],
    [['--settings', 'inputs=0'], 3, /input 0 is not there/],
    [['--settings', 'rate=96000', '--driver', 'built-in:loopback:testing:x'], 2, /for the virtual driver/],
    [['--report', 'nowhere/page.html'], 1, /there is no directory nowhere/],
  ])('refuses %j', async (args, expected, message) => {
    const { code, stdout, stderr } = await runHere({ measure }, [...here, ...args]);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^bufferswitch: .+\n$/);
    expect(existsSync(path('nowhere'))).toBe(false);
  });
});

describe('what follows from the rows', () => {
  it.each<[string, MeasureRow[], RegExp]>([
    ['right', [row(48000, 64), row(48000, 128)], /^The loop is as late as the driver says\.$/],
    ['always the same', [row(48000, 64, { frames: 129 })], /^The loop is 1 frame later than/],
    [
      'earlier',
      [row(48000, 64, { frames: 28 }), row(48000, 128, { frames: 136 })],
      /is 100 to 120 frames earlier/,
    ],
    ['later or right', [row(48000, 64), row(48000, 128, { frames: 300 })], /is 0 to 44 frames later/],
    [
      'both',
      [row(48000, 64, { frames: 100 }), row(48000, 128, { frames: 300 })],
      /from 28 frames earlier to 44 fram/,
    ],
  ])('%s', (_, rows, sentence) => {
    expect(conclusionOf(report(rows)).sentence).toMatch(sentence);
  });

  it('starts that differ, and what was altered, are told', () => {
    const rows = [row(48000, 64, { spread: 5, starts: [128, 133], match: 'similar', isInverted: true })];
    const text = explanation(report(rows), new Terminal(false, silent, silent));
    expect(text).toMatch(/2, from 128 to 133; altered; upside down\n/);
    expect(text).toMatch(/late by another time, by up to 5 frames/);
    expect(conclusionOf(report(rows)).mood).toBe('unsure');
  });
});

describe('the page', () => {
  const rates = [44100, 48000, 88200, 96000, 176400, 192000, 352800, 384000];
  const sizes = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192];
  const all = rates.flatMap((rate) => sizes.map((size) => row(rate, size)));

  it('needs nothing else, and has a line for each rate that words and a mark tell apart', () => {
    const html = measurePage(report(all));
    expect(html).toMatch(/^<!doctype html>\n/);
    expect(html).toContain('&lt;b&gt;&amp;&quot;');
    expect(html).not.toContain('<b>');
    expect(html).not.toMatch(/https?:|url\(|@import|\b(src|href)=|<script|<link|NaN|Infinity/);
    expect(html.match(/<path class="measured"/g)).toHaveLength(8);
    expect(html.match(/<path class="reported"/g)).toHaveLength(8);
    const words = [...html.matchAll(/<text class="word" x="\d+" y="([\d.]+)" dy="4">(\d+) Hz<\/text>(.*)/g)];
    expect(words.map(([, , rate]) => Number(rate))).toEqual(rates);
    const heights = words.map(([, y]) => Number(y)).sort((a, b) => a - b);
    for (let i = 1; i < 8; i++)
      expect((heights[i] as number) - (heights[i - 1] as number)).toBeGreaterThan(12);
    const shapes = words.map(([, , , mark]) => (mark as string).replace(/translate\([^)]*\)/, ''));
    expect(new Set(shapes).size).toBe(8);
    expect(html.match(/<tr><td>/g)).toHaveLength(80);
    // Larger latencies stand higher.
    const [first = '', last = ''] =
      /class="measured" d="M([^"]*)"/.exec(html)?.[1]?.split(/L(?=[^L]*$)/) ?? [];
    const height = (point: string) => Number(/^[\d.]+ ([\d.]+)/.exec(point)?.[1]);
    expect(height(first)).toBeGreaterThan(height(last));
  });

  it.each<[string, MeasureRow[]]>([
    ['one measurement', [row(48000, 64)]],
    [
      'latencies that are not known',
      [{ ...row(48000, 64), reported: { input: 0, output: 0 } }, row(48000, 128)],
    ],
    ['a latency of nothing', [row(48000, 64, { frames: 0 }), row(48000, 128)]],
  ])('draws %s', (_, rows) => {
    const html = measurePage(report(rows));
    expect(html).toContain('<path class="measured"');
    expect(html).not.toMatch(/NaN|Infinity/);
  });

  it('draws nothing where nothing was measured, and says why', () => {
    const html = measurePage(report([failed(48000, null, 'It says <no>.')], 'failed'));
    expect(html).toContain('<h1 class="bad">Nothing could be measured. It says &lt;no&gt;.');
    expect(html).not.toContain('<svg');
  });
});
