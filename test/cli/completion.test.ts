import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { bashReplacement, readBashLine } from '../../dist/cli/bash-line.js';
import { clock } from '../../dist/cli/clock.js';
import { complete } from '../../dist/cli/complete.js';
import { answer, completion } from '../../dist/cli/completion.js';
import { scripts, shells } from '../../dist/cli/completion-scripts.js';
import { driver } from '../../dist/cli/driver.js';
import { info } from '../../dist/cli/info.js';
import { options } from '../../dist/cli/options.js';
import { play } from '../../dist/cli/play.js';
import { record } from '../../dist/cli/record.js';
import { verify } from '../../dist/cli/verify.js';
import { runHere } from './here.js';
import { workshop } from './support.js';

/** Shells start, and wait for nothing. */
const patience = 60_000;
vi.setConfig({ testTimeout: patience });

const { run, path, directory } = workshop();
const commands = new Map(Object.entries({ info, clock, play, record, verify, driver, completion }));

function values(...line: string[]) {
  const given = {
    commands,
    drivers: (begun: string) => [
      { value: 'Studio 96k', help: 'com' },
      ...(begun === '' ? [] : [{ value: 'built-in:loopback', help: '' }]),
    ],
    devices: () => [{ value: 'Speakers (Desk)', help: 'wasapi' }],
  };
  const found = complete(line.slice(0, -1), line.at(-1) ?? '', given);
  return found === 'files' ? found : found.map(({ value }) => value);
}

const drivers = ['Studio 96k'];
const optionsOf = (names: readonly string[]) => [...names, 'help'].map((name) => `--${name}`);

describe('what can follow', () => {
  it.each<[string[], string[] | 'files']>([
    [[''], [...commands.keys(), 'help']],
    [['ver'], ['verify']],
    [['-'], ['--help', '--version']],
    [['help', ''], [...commands.keys()]],
    [['help', 'play', ''], []],
    [['frobnicate', ''], []],
    [['play', ''], 'files'],
    [['play', 'one.wav', ''], 'files'],
    [['record', ''], 'files'],
    [['record', 'take.wav', ''], optionsOf(record.options)],
    [
      ['record', '--f'],
      ['--format', '--force'],
    ],
    [['record', '--force', '--f'], ['--format']],
    [
      ['record', '--format', ''],
      ['int16', 'int24', 'int32', 'float32'],
    ],
    [
      ['record', '--format=int'],
      ['--format=int16', '--format=int24', '--format=int32'],
    ],
    [['record', '--format=int16', '--fo'], ['--force']],
    [['record', '--duration', ''], []],
    [['record', '--driver', 'Studio 96k', ''], 'files'],
    [['verify', '--report', ''], 'files'],
    [['verify', '--report=a'], 'files'],
    [['verify', ''], optionsOf(verify.options)],
    [['info', ''], drivers],
    [['info', 'stu'], drivers],
    [['info', 'b'], ['built-in:loopback']],
    [['info', '--driver', 'b'], ['built-in:loopback']],
    [['info', '--driver=S'], ['--driver=Studio 96k']],
    [['info', 'Studio 96k', ''], optionsOf(info.options)],
    [
      ['info', '-h', '--'],
      ['--driver', '--settings', '--json'],
    ],
    [['clock', ''], []],
    [['clock', '--'], optionsOf(clock.options)],
    [
      ['driver', ''],
      ['install', 'uninstall', 'status'],
    ],
    [['driver', 'un'], ['uninstall']],
    [['driver', 'install', 'w'], ['wasapi']],
    [['driver', 'install', 'wasapi', '--device', ''], ['Speakers (Desk)']],
    [['driver', 'install', '--force', '--unknown', '--na'], ['--name']],
    [['play', '--', '--d'], 'files'],
    [['info', '--', 'one', ''], []],
    [['completion', ''], [...shells]],
  ])('%j', (line, expected) => {
    expect(values(...line)).toEqual(expected);
  });

  it('every option that takes a value of a fixed set has it', () => {
    for (const name of ['format', 'driver', 'out', 'report'] as const)
      expect(options[name].completes).toBeDefined();
  });
});

describe('a line of bash', () => {
  const breaks = ' \t\n"\'><=;|&(:';

  it.each<[string, string[], string, string]>([
    ['b info Stu', ['b', 'info', 'Stu'], '', ''],
    ['b info ', ['b', 'info', ''], '', ''],
    ['b  info  ', ['b', 'info', ''], '', ''],
    ['b info Studio\\ 9', ['b', 'info', 'Studio 9'], '', ''],
    ['b info "Studio 9', ['b', 'info', 'Studio 9'], '', '"'],
    ["b info 'Studio 9", ['b', 'info', 'Studio 9'], '', "'"],
    ['b info "a\\"b\\c" x', ['b', 'info', 'a"b\\c', 'x'], '', ''],
    ['b --driver "Studio 96k" ', ['b', '--driver', 'Studio 96k', ''], '', ''],
    ['b --driver=St', ['b', '--driver=St'], '--driver=', ''],
    ['b --driver="Studio 9', ['b', '--driver=Studio 9'], '--driver=', '"'],
    ['b built-in:lo', ['b', 'built-in:lo'], 'built-in:', ''],
    ['b "built-in:lo', ['b', 'built-in:lo'], '', '"'],
  ])('%s', (line, words, kept, quote) => {
    expect(readBashLine(line, breaks)).toEqual({ words, kept, quote });
  });

  it.each<[string, string, string | null]>([
    ['b info ', 'Studio 96k', 'Studio\\ 96k'],
    ['b info "', 'Studio 96k', 'Studio 96k'],
    ['b info ', `It's $5 & "x"`, `It\\'s\\ \\$5\\ \\&\\ \\"x\\"`],
    ['b info "', `It's $5 & "x"`, `It's \\$5 & \\"x\\"`],
    ["b info '", `It's $5`, `It'\\''s $5`],
    ['b --driver=', '--driver=A b', 'A\\ b'],
    ['b built-in:lo', 'built-in:loopback', 'loopback'],
    ['b built-in:lo', 'Built In', null],
    ['b ', '音楽 (neu)', '音楽\\ \\(neu\\)'],
  ])('%s: %s', (line, value, expected) => {
    expect(bashReplacement(value, readBashLine(line, breaks))).toBe(expected);
  });

  it('keeps the colon where that breaks no words', () => {
    expect(bashReplacement('built-in:loopback', readBashLine('b built-in:lo', ' '))).toBe(
      'built-in:loopback',
    );
  });
});

describe('the program', () => {
  it.each(shells)('prints the script of %s', async (shell) => {
    const { code, stdout, stderr } = await runHere({ completion }, ['completion', shell]);
    expect({ code, stderr, stdout }).toEqual({ code: 0, stderr: '', stdout: scripts[shell] });
    // It has no list of its own.
    expect(stdout).not.toMatch(/record|verify|--driver|--json|int16/);
  });

  it('refuses another shell', async () => {
    const { code, stderr } = await runHere({ completion }, ['completion', 'tcsh']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'bufferswitch: completion takes bash, zsh, fish, powershell, not "tcsh"\n',
    });
  });

  it('answers what the scripts ask', async () => {
    const asked = await run(['complete', 'powershell', '=--form', 'record']);
    expect(asked).toEqual({
      code: 0,
      stdout: 'words\n--format\tint16, int24, int32, float32; without it what the driver delivers\n',
      stderr: '',
    });
    expect(answer(['zsh', '=', 'info'], commands)).toMatch(
      // By its id where another is installed by this name.
      /^words\n(.*\n)*(built-in:loopback\tBufferswitch Loopback|Bufferswitch Loopback\tbuilt-in)$/,
    );
    expect(answer(['fish', '=', 'play'], commands)).toBe('files');
    expect(answer([], commands)).toBe('words');
  });
});

const isThere = (program: string) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
const isPosix = process.platform !== 'win32';
const reasonNot = (program: string, there: boolean) =>
  there ? '' : ` (NOT CHECKED: this machine has no ${program} that runs this program)`;

/** A folder with the program by its name, and drivers whose names have to be quoted. */
function setUp() {
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  mkdirSync(path('bin'), { recursive: true });
  writeFileSync(path('bin/bufferswitch'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  chmodSync(path('bin/bufferswitch'), 0o755);
  for (const name of ['Studio 96k', "It's $5 & more"]) {
    mkdirSync(path(`drivers/${name}`), { recursive: true });
    writeFileSync(path(`drivers/${name}/driver`), process.execPath);
    writeFileSync(path(`drivers/${name}/description`), name);
  }
  writeFileSync(path('a take.wav'), '');
  for (const shell of shells) writeFileSync(path(`completion.${shell}`), scripts[shell]);
}

function shell(program: string, args: readonly string[]) {
  const { stdout, stderr, status } = spawnSync(program, args, {
    cwd: directory,
    encoding: 'utf8',
    timeout: patience,
    env: {
      ...process.env,
      CWASIO_DIR: path('drivers'),
      PATH: `${path('bin')}${delimiter}${process.env['PATH']}`,
      HOME: directory,
    },
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

const hasBash = isPosix && isThere('bash');
describe.skipIf(!hasBash)(`bash${reasonNot('bash', hasBash)}`, () => {
  beforeAll(setUp);

  it('has what it is to put in, quoted as the line is', () => {
    // Completion as bash calls it; `compopt` can be called from there only.
    const program = `
      source completion.bash
      compopt() { echo "compopt $*"; }
      try() {
        COMP_LINE=$1 COMP_POINT=\${#1}
        _bufferswitch bufferswitch
        printf '<%s>' "\${COMPREPLY[@]}"
        echo
      }
      complete -p bufferswitch
      try 'bufferswitch ver'
      try 'bufferswitch info Stu'
      try 'bufferswitch info "Studio 9'
      try 'bufferswitch play --driver=It'
      try 'bufferswitch info built-in:'
      try 'bufferswitch record --format f'
      try 'bufferswitch play a'
      try 'bufferswitch frobnicate '`;
    expect(shell('bash', ['--norc', '-c', program])).toBe(`complete -F _bufferswitch bufferswitch
<verify>
<Studio\\ 96k>
<Studio 96k>
<It\\'s\\ \\$5\\ \\&\\ more>
<loopback>
<float32>
compopt -o default
<>
<>
`);
  });
});

const hasZsh = isPosix && isThere('zsh');
describe.skipIf(!hasZsh)(`zsh${reasonNot('zsh', hasZsh)}`, () => {
  beforeAll(setUp);

  it('has what it is to put in', () => {
    // Called as zsh does it, with what it calls shown: the line is in `words`, with its quotes.
    const program = `
      compdef() { print -r -- "compdef $*" }
      source completion.zsh
      compadd() { print -rl -- "\${values[@]}" }
      _files() { print files }
      try() {
        words=("$@") CURRENT=$# PREFIX=\${@[-1]}
        _bufferswitch
      }
      try bufferswitch ver
      try bufferswitch info 'Studio\\ 9'
      try bufferswitch info '"Studio 96k"' --j
      try bufferswitch play --driver=It
      try bufferswitch play a
      try bufferswitch info built-in:`;
    expect(shell('zsh', ['-f', '-c', program])).toBe(`compdef _bufferswitch bufferswitch
verify
Studio 96k
--json
--driver=It's $5 & more
files
built-in:loopback
`);
  });
});

const hasFish = isPosix && isThere('fish');
describe.skipIf(!hasFish)(`fish${reasonNot('fish', hasFish)}`, () => {
  beforeAll(setUp);

  it('has what it is to put in', () => {
    const lines = ['ver', 'info Stu', 'info "Studio 9', 'play --driver=It', 'record --format f', 'play a'];
    const tries = lines.map((line) => `complete -C 'bufferswitch ${line}'; echo .`);
    const text = shell('fish', ['--no-config', '-c', ['source completion.fish', ...tries].join('\n')]);
    const found = text.split('.\n').map((answer) => answer.replace(/\t.*/g, '').trim());
    expect(found.slice(0, 5)).toEqual([
      'verify',
      'Studio 96k',
      'Studio 96k',
      "--driver=It's $5 & more",
      'float32',
    ]);
    expect(text).toContain('a take.wav\n');
  });
});
