import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { speech, workshop } from './support.js';

const { run, path } = workshop();

describe('command line', () => {
  it.each([[['--help']], [['help']], [['-h']]])('%j prints the overview', async (args) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const commands = [
      'list',
      'info',
      'panel',
      'clock',
      'play',
      'record',
      'meter',
      'loopback',
      'verify',
      'measure',
    ];
    for (const word of [...commands, 'driver', 'completion', '130']) expect(stdout).toContain(word);
    expect(stdout).not.toMatch(/^ +complete /m); // for the scripts of shells only
  });

  it.each([[['help', 'record']], [['record', '--help']]])('%j prints the help of a command', async (args) => {
    const { code, stdout } = await run(args);
    expect(code).toBe(0);
    expect(stdout).toContain('--duration SECONDS');
  });

  it('--version prints the version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each<[string[], RegExp]>([
    [[], /a command is missing; there are list, info/],
    [['frobnicate'], /no command "frobnicate"/],
    [['play', 'a.wav', '--frob'], /Unknown option '--frob'\. play takes --driver --rate/],
    [['info', 'one', '--driver', 'two'], /name the driver once/],
    [['play', speech, '--channels', '0'], /has 2 channels, --channels names 1/],
    [['loopback', speech, '--channels', '0,1,2'], /--channels has to name 2/],
  ])('%j is refused in one line', async (args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^bufferswitch: .+\n$/);
  });

  it.each<[string[], RegExp]>([
    [['play', 'missing.wav'], /missing\.wav: there is no such file/],
    [['play', 'text.wav'], /text\.wav: not an audio file/],
    [['loopback', 'folder'], /folder/],
    [['record', 'nowhere/take.wav'], /there is no directory nowhere/],
    [['record', 'text.wav'], /text\.wav: exists already; choose another name or replace it with --force/],
    [['record', 'folder'], /folder: is not a regular file/],
    [['loopback', speech, '--out', speech, '--force'], /is the input/],
  ])('%j fails in one line and touches nothing', async (args, message) => {
    writeFileSync(path('text.wav'), 'only text');
    mkdirSync(path('folder'), { recursive: true });
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^bufferswitch: .+\n$/);
    expect(readFileSync(path('text.wav'), 'utf8')).toBe('only text');
  });

  it('tells errors as JSON, too', async () => {
    const { code, stdout, stderr } = await run(['play', 'missing.wav', '--json']);
    expect(code).toBe(1);
    const message = expect.stringMatching(/missing\.wav: there is no such file$/);
    expect(JSON.parse(stdout)).toEqual({ error: { code: 'ENOENT', message } });
    expect(stderr).toMatch(/missing\.wav: there is no such file\n$/);
  });
});
