import { describe, expect, it } from 'vitest';
import { defaultDriver, virtualDriver } from '../../dist/cli/choose-driver.js';
import { speech, workshop } from './support.js';

const { run } = workshop();

function installed(name: string, usable = true) {
  const reason = usable ? null : 'its library does not exist';
  return { id: `{${name}}`, kind: 'com', name, description: name, path: null, usable, reason } as const;
}
const builtIn = { ...installed('Bufferswitch Loopback'), id: virtualDriver, kind: 'built-in' } as const;

describe('drivers on the command line', () => {
  it('list prints a table', async () => {
    const { code, stdout, stderr } = await run(['list']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^NAME +KIND +ID/);
    expect(stdout).toMatch(/Bufferswitch Loopback +built-in +built-in:loopback\n/);
  });

  it('list --json prints every field', async () => {
    const { drivers } = JSON.parse((await run(['list', '--json'])).stdout);
    expect(drivers).toContainEqual({
      id: 'built-in:loopback',
      kind: 'built-in',
      name: 'Bufferswitch Loopback',
      description: expect.any(String),
      path: null,
      usable: true,
      reason: null,
    });
  });

  it('info describes a driver', async () => {
    const { code, stdout, stderr } = await run(['info', 'built-in:loopback']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const part of [
      /sample rate +48000 Hz/,
      /offered +44100, .* Hz/,
      /format +pcm, of pcm and dsd/,
      /input +0 +int32lsb/,
      /output +1 /,
    ]) {
      expect(stdout).toMatch(part);
    }
  });

  it('info --json prints every field', async () => {
    const { stdout } = await run(['info', '--driver', 'built-in:loopback', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      driver: { id: 'built-in:loopback' },
      sampleRate: 48000,
      supportedSampleRates: expect.arrayContaining([44100, 192000]),
      bufferSizes: { preferred: 256 },
      ioFormat: 'pcm',
      ioFormats: ['pcm', 'dsd'],
      inputs: [{ index: 0, sampleType: 'int32lsb' }, { index: 1 }],
    });
  });

  it.each([
    ['info', 'no such driver'],
    ['play', speech, '--driver', 'no such driver'],
  ])('%s: an unknown driver is exit code 3', async (...args) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^bufferswitch: There is no driver "no such driver"\. There are: .*Bufferswitch/);
  });

  it('takes the only usable driver that is installed, else the virtual one, and never guesses', () => {
    expect(defaultDriver([builtIn])).toBe(virtualDriver);
    expect(defaultDriver([installed('A'), builtIn])).toBe('{A}');
    expect(defaultDriver([installed('A'), installed('B', false), builtIn])).toBe('{A}');
    expect(defaultDriver([installed('B', false), builtIn])).toBe(virtualDriver);
    expect(() => defaultDriver([installed('A'), installed('B'), builtIn])).toThrow(/--driver: "A", "B"/);
  });
});
