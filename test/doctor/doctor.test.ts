/** The function of the library: what it takes, tells, and leaves behind. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DoctorProgress, doctor, type Finding, type RuleName, rules } from 'bufferswitch/doctor';
import { afterAll, describe, expect, test } from 'vitest';
import { endOf } from '../../dist/doctor/child.js';
import { TrailReader } from '../../dist/doctor/trail.js';
import { readDocument, withTables } from '../../scripts/doctor-rules.mjs';
import { failure } from '../helpers/code.js';
import { findInstalled } from '../helpers/installed.js';
import { removeFolder } from '../helpers/remove-folder.js';
import { until } from '../helpers/when.js';

const limit = 90_000;
const quick = { clock: 'step' } as const;

/** Processes that this one has started and that still run. */
const children = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;

/** Where this file's examinations keep their files, so that nobody else's are among them. */
const scratch = mkdtempSync(join(tmpdir(), 'bufferswitch-doctor-'));
for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = scratch;
afterAll(() => removeFolder(scratch));

/** Every file of the room, for the rules that are named there. */
const room = new URL('../../native/doctor/', import.meta.url);

test(
  'it tells how far it is, each finding as it comes, and the report at the end',
  async () => {
    const progress: DoctorProgress[] = [];
    const findings: Finding[] = [];
    const report = await doctor('built-in:loopback:told', {
      settings: { ...quick, personality: 'index-zero' },
      onProgress: (news) => progress.push(news),
      onFinding: (finding) => findings.push(finding),
    });
    expect(report.driver).toEqual({
      id: 'built-in:loopback:told',
      name: expect.any(String),
      version: expect.any(Number),
    });
    expect(report.verdict).toBe('breaks rules');
    expect(report.findings).toMatchObject([
      {
        rule: 'index-alternates',
        severity: 'breaks',
        seen: [expect.stringMatching(/^\d+ of \d+ switches/), expect.any(String)],
      },
    ]);
    expect(findings.map(({ rule }) => rule)).toEqual(['index-alternates']);
    expect(progress.length).toBeGreaterThan(0);
    for (const { part, done, total } of progress) {
      expect(part).toMatch(/^[a-z ]+$/);
      expect(done).toBeLessThanOrEqual(total);
    }
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  },
  limit,
);

test(
  'what was found before the driver hung is kept, and names the call',
  async () => {
    const settings = { ...quick, personality: 'stop-hangs' };
    const report = await doctor('built-in:loopback:stuck', { settings, timeLimit: 3000 });
    expect(report.end).toEqual({
      kind: 'hangs',
      during: 'stop',
      message: 'It never returns from stop: not within 3 s.',
    });
    expect(report.calls.map(({ call }) => call)).toContain('createBuffers');
    expect(report.notChecked).toContainEqual({
      rule: 'starts-again',
      why: 'the examination ended before, in stop',
    });
    expect(children()).toBe(0);
  },
  limit,
);

describe('giving up', () => {
  test(
    'rejects with the reason of the signal, ends the process, and takes its files away',
    async () => {
      const reason = new Error('enough');
      const controller = new AbortController();
      const work = doctor('built-in:loopback:given-up', {
        settings: { ...quick, personality: 'init-hangs' },
        onProgress: () => controller.abort(reason),
        signal: controller.signal,
      });
      expect(await failure(work)).toBe(reason);
      await until(() => children() === 0, 30);
      const left = () => readdirSync(scratch).filter((name) => name.startsWith('bufferswitch-'));
      await until(() => left().length === 0, 30);
    },
    limit,
  );

  test('with a signal that is aborted already nothing is started', async () => {
    const reason = new Error('before');
    const before = children();
    expect(await failure(doctor('built-in:loopback', { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(children()).toBe(before);
  });

  test(
    'what a function of the caller throws ends it, and is passed on',
    async () => {
      const mine = new Error('mine');
      const throws = () => {
        throw mine;
      };
      expect(await failure(doctor('built-in:loopback', { settings: quick, onProgress: throws }))).toBe(mine);
      await until(() => children() === 0, 30);
    },
    limit,
  );
});

test(
  'a program that is killed leaves no examination behind',
  async () => {
    const file = join(scratch, 'pid');
    const program = spawn(process.execPath, [fileURLToPath(new URL('./killed.mjs', import.meta.url)), file], {
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => program.once('exit', resolve));
    try {
      await until(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'), 60);
      const pid = Number(readFileSync(file, 'utf8'));
      expect(isRunning(pid)).toBe(true);
      program.kill('SIGKILL');
      await until(() => !isRunning(pid), 30);
    } finally {
      program.kill('SIGKILL');
      await ended;
    }
  },
  limit,
);

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('arguments', () => {
  test.each<[string, object, RegExp]>([
    ['an unknown option', { speed: 2 }, /Unknown option "speed"/],
    ['a duration', { duration: 0 }, /Expected a number above 0, up to 3600 for "options.duration"/],
    ['a time limit', { timeLimit: -1 }, /"options.timeLimit"/],
    ['a signal', { signal: 'stop' }, /an AbortSignal/],
    ['a function', { onFinding: 1 }, /Expected a function for "options.onFinding"/],
    ['settings', { settings: { 'a;b': 1 } }, /without ";" and "="/],
  ])('%s that is wrong is refused before anything is touched', async (_, options, message) => {
    const before = children();
    expect((await failure(doctor('built-in:loopback', options as object))).message).toMatch(message);
    expect(children()).toBe(before);
  });

  test('a driver that there is not', async () => {
    expect((await failure(doctor('no such driver'))).code).toBe('DRIVER_NOT_FOUND');
  });

  test(
    'settings that the driver refuses',
    async () => {
      const error = await failure(doctor('built-in:loopback', { settings: { inputs: 'many' } }));
      expect(error.code).toBe('SETTINGS_REFUSED');
      expect(error.message).toMatch(/inputs/);
    },
    limit,
  );
});

const installed = findInstalled();

test.skipIf(installed === undefined)(
  'the installed driver, as it is and with a cable, breaks no rule',
  async () => {
    const { id = '', ...where } = installed ?? {};
    for (const settings of [undefined, { cable: `doctor installed ${process.pid}` }]) {
      const report = await doctor(id, { ...where, ...(settings && { settings }), duration: 0.5 });
      expect(report).toMatchObject({ findings: [], verdict: 'healthy', end: null });
    }
  },
  limit,
);

describe('the table of rules', () => {
  test('has every rule that is looked at, and no other', () => {
    const sources = readdirSync(room)
      .filter((name) => name.endsWith('.cpp'))
      .map((name) => readFileSync(new URL(name, room), 'utf8'))
      .join('\n');
    const derived: RuleName[] = ['loads', 'returns', 'crashes', 'exits', 'call-slow'];
    const unnamed = Object.keys(rules).filter((rule) => !sources.includes(`"${rule}"`));
    expect(unnamed.sort()).toEqual([...derived].sort());
    const asked = sources.matchAll(/(?:check|checkOk|checked|saw|skipped|judge)\(\s*"([^"]+)"/g);
    const names = new Set([...asked].map(([, name]) => name));
    expect(names.size).toBeGreaterThan(60);
    for (const name of names) expect(rules, name).toHaveProperty(name as string);
  });

  test('is the one in the documents', () => {
    expect(readDocument() === withTables(readDocument()), 'run: npm run docs:doctor').toBe(true);
  });

  test('says of each what it is, who says so, what it does, and what is done about it', () => {
    for (const [name, { severity, what, source, effect, answer }] of Object.entries(rules)) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(['breaks', 'odd', 'note']).toContain(severity);
      expect(what, name).toMatch(/^[A-Z`].*\.$/);
      expect(effect, name).toMatch(/^[A-Z`].*\.$/);
      expect(source.length, name).toBeGreaterThan(10);
      expect(answer.length, name).toBeGreaterThan(5);
    }
  });
});

describe('how an examination ended', () => {
  const trailOf = (...lines: string[]) => {
    const reader = new TrailReader();
    for (const line of lines) reader.read(new TextEncoder().encode(line)); // in pieces
    return reader;
  };
  const ended: Parameters<typeof endOf>[1] = { code: 0, killedBy: null, isLate: false, timeLimit: 1000 };

  test.each<[string, string[], Partial<typeof ended>, object | null]>([
    ['well', ['call\tinit\ndo', 'ne\tinit\t5\nend\n'], { code: null, killedBy: 'SIGKILL' }, null],
    ['with a crash', ['call\tinit\n'], { killedBy: 'SIGSEGV' }, { kind: 'crashes', during: 'init' }],
    ['with an exception', ['call\tstop\n'], { code: 0xc0000005 }, { kind: 'crashes', during: 'stop' }],
    ['with a crash that was survived', ['call\tinit\ncrash\t3221225477\nend\n'], {}, { kind: 'crashes' }],
    ['with an exit', ['call\tstart\n'], { code: 3 }, { kind: 'exits', during: 'start' }],
    ['never', ['call\tstart\n'], { isLate: true }, { kind: 'hangs', during: 'start' }],
    [
      'without a driver',
      ['fact\tcode\tDRIVER_LOAD_FAILED\nfact\terror\tgone\nend\n'],
      {},
      { kind: 'not loaded' },
    ],
  ])('%s', (_, lines, how, expected) => {
    const end = endOf(trailOf(...lines), { ...ended, ...how });
    if (expected === null) expect(end).toBeNull();
    else expect(end).toMatchObject(expected);
  });
});
