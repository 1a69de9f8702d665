import { readFileSync } from 'node:fs';
import type { DoctorReport } from 'bufferswitch/doctor';
import { describe, expect, it } from 'vitest';
import { doctorPage } from '../../dist/cli/doctor-page.js';
import { diagnosis } from '../../dist/cli/doctor-report.js';
import { Terminal } from '../../dist/cli/terminal.js';
import { conclude, finding } from '../../dist/doctor/conclude.js';
import { TrailReader } from '../../dist/doctor/trail.js';
import { workshop } from './support.js';

const { run, path } = workshop();
const limit = 60_000;
/** Where the driver is installed for the tests it would be that one. */
const virtual = ['--driver', 'built-in:loopback'];

const sink = { isTTY: false, columns: 80, write: () => true };
const textOf = (report: DoctorReport) => diagnosis(report, new Terminal(false, sink as never, sink as never));

/** A report of one driver that was measured, and has a bad name. */
function sick(): DoctorReport {
  const trail = new TrailReader();
  const lines = [
    'fact\tname\tA <driver>',
    'fact\tversion\t7',
    'fact\trate\t48000',
    'fact\tstreamed\t1',
    'fact\trate-arrival\t48000.6\t12.5\t3.2',
    'fact\tjitter\t5333333\t5340000\t6000000\t9000000\t80000\t94',
    'fact\tintervals\t16000000\t0,90,4',
    'rule\tname-ends',
    'saw\tname-ends\tmore than 32 bytes were written',
    'saw\treset-asked\ta reset, 2 times',
    'call\tinit',
    'done\tinit\t1500000000',
    'end\n',
  ];
  trail.read(new TextEncoder().encode(lines.join('\n')));
  return conclude('an id', trail, null);
}

describe('doctor', () => {
  it(
    'finds nothing wrong with the virtual driver: exit code 0',
    async () => {
      const { code, stdout, stderr } = await run(['doctor', ...virtual, '--settings', 'clock=step']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^driver +Bufferswitch Loopback \(built-in:loopback\), version \d+\n/);
      expect(stdout).toMatch(/\nrules +\d+ looked at, \d+ not\n/);
      expect(stdout).toMatch(/\nHealthy: no rule is broken\.\n$/);
    },
    limit,
  );

  it(
    'says which rule is broken, what that does, and writes a page: exit code 1',
    async () => {
      const page = path('doctor.html');
      const settings = 'clock=step;personality=index-zero';
      const { code, stdout } = await run([
        'doctor',
        ...virtual,
        '--settings',
        settings,
        '--report',
        page,
        '--json',
      ]);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        verdict: 'breaks rules',
        findings: [{ rule: 'index-alternates', severity: 'breaks' }],
      });
      expect(readFileSync(page, 'utf8')).toContain('broken: index-alternates');
      const again = await run(['doctor', ...virtual, '--settings', settings, '--report', page]);
      expect(again).toMatchObject({ code: 1, stdout: '' });
      expect(again.stderr).toMatch(/doctor\.html: exists already; .* --force\n$/);
    },
    limit,
  );

  it(
    'one that cannot be examined: exit code 3',
    async () => {
      const { code, stdout } = await run([
        'doctor',
        ...virtual,
        '--settings',
        'personality=init-without-words',
      ]);
      expect(code).toBe(3);
      expect(stdout).toMatch(/\nUnusable: it did not come as far as a buffer switch\.\n$/);
    },
    limit,
  );

  it('says in one line what is wrong with the command line', async () => {
    const { code, stderr } = await run(['doctor', '--duration', 'long']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^bufferswitch: --duration needs a time in seconds.*\n$/);
  });
});

describe('the report for people', () => {
  it('has the measurements, and each finding with what to make of it', () => {
    const text = textOf(sick());
    expect(text).toMatch(/rate +48000 Hz said, \+13 ppm \(within 4\) by arrival\n/);
    expect(text).toMatch(/jitter +a buffer every 5\.33 ms: half within 5\.34 ms, 99 % within 6\.00 ms/);
    expect(text).toMatch(/calls +init 1\.50 s\n/);
    expect(text).toMatch(/\nbroken: name-ends\n +rule +The name has 32 bytes.*\n +seen +more than 32/);
    expect(text).toMatch(/\nodd: call-slow\n/);
    expect(text).toMatch(/\nnote: reset-asked\n/);
    expect(text).toMatch(/\nIt breaks 1 rule\. 2 other things are worth knowing\.$/);
  });

  it('has no control character of a driver', () => {
    const report = { ...sick(), findings: [finding('name-ends', ['\u001b[31mred'])] };
    expect(textOf(report)).toContain('\u00b7[31mred');
  });

  it('is a page with plots, in which names are escaped', () => {
    const page = doctorPage(sick());
    expect(page).toContain('A &lt;driver&gt;');
    expect(page.match(/<svg /g)).toHaveLength(2);
    expect(page).toContain('<rect ');
    expect(page).toContain('<h2 class="bad">broken: name-ends</h2>');
  });
});
