import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listDrivers } from 'bufferswitch';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { freeName, installedOf } from '../../dist/cli/audio-devices.js';
import { driver as driverCommand } from '../../dist/cli/driver.js';
import type { Instance } from '../../dist/cli/instance.js';
import { findInstalled } from '../helpers/installed.js';
import { addValue, driversKey } from '../helpers/registry.js';
import { removeFolder } from '../helpers/remove-folder.js';
import { runHere } from './here.js';
import { workshop } from './support.js';

const { run } = workshop();
const cwasioDirectory = mkdtempSync(join(tmpdir(), 'instances-'));
afterAll(() => removeFolder(cwasioDirectory));

const isWindows = process.platform === 'win32';
const env = { CWASIO_DIR: cwasioDirectory };
/** Others may run beside this, and the registry is one. */
const name = (what: string) => `Test ${process.pid} ${what}`;
const names = [name('a'), name('b')];

const driver = (...args: string[]) => run(['driver', ...args], { env });
const listed = () => listDrivers({ cwasioDirectory });

async function instances(): Promise<{ name: string; settings: string; isOurs: boolean }[]> {
  const { code, stdout } = await driver('status', '--json');
  expect(code).toBe(0);
  return JSON.parse(stdout).instances;
}

interface Opened {
  readonly name: string;
  readonly sampleRate: number;
  readonly inputs: readonly { readonly sampleType: string }[];
  readonly outputs: readonly unknown[];
}

/** What another process makes of an instance. */
async function opened(instance: string): Promise<Opened> {
  const { code, stdout, stderr } = await run(['info', instance, '--json'], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** Every command is a process or more. */
const patience = { timeout: 60_000 };

describe.skipIf(findInstalled() === undefined)('the installed driver on the command line', patience, () => {
  afterEach(async () => {
    for (const left of names.filter((left) => listed().some((entry) => entry.name === left))) {
      await driver('uninstall', '--name', left);
    }
  });

  it('is installed under several names with settings of their own, and each is opened so', async () => {
    const [a = '', b = ''] = names;
    const settings = ['rate=96000;inputs=4;type=int24lsb', 'outputs=1;clock=step'];
    for (const [i, of] of settings.entries()) {
      const { code, stdout, stderr } = await driver('install', '--name', names[i] ?? '', '--settings', of);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(names[i]);
    }
    const known = (await instances()).filter((instance) => names.includes(instance.name));
    expect(known.map(({ name, settings, isOurs }) => [name, settings, isOurs])).toEqual([
      [a, settings[0], true],
      [b, settings[1], true],
    ]);
    const first = await opened(a);
    expect(first).toMatchObject({ sampleRate: 96000, name: a });
    expect(first.inputs.map(({ sampleType }) => sampleType)).toEqual(Array(4).fill('int24lsb'));
    expect((await opened(b)).outputs).toHaveLength(1);
    for (const each of names) expect((await driver('uninstall', '--name', each)).code).toBe(0);
    expect(listed().filter((entry) => names.includes(entry.name))).toEqual([]);
    if (!isWindows) expect(readdirSync(cwasioDirectory)).toEqual([]);
  });

  it('takes other settings when it is installed again', async () => {
    const [a = ''] = names;
    await driver('install', '--name', a, '--settings', 'inputs=8;personality=one-thread');
    expect((await opened(a)).inputs).toHaveLength(8);
    expect((await driver('install', '--name', a)).code).toBe(0);
    expect((await instances()).find((instance) => instance.name === a)?.settings).toBe('');
    expect((await opened(a)).inputs).toHaveLength(2);
  });

  it('is installed with settings that keep it from starting up, and nobody starts it up to find out', async () => {
    const [a = ''] = names;
    for (const personality of ['init-answers-minus-one', 'init-exits', 'create-crashes']) {
      const settings = `personality=${personality}`;
      const { code, stderr } = await driver('install', '--name', a, '--settings', settings);
      expect({ personality, code, stderr }).toEqual({ personality, code: 0, stderr: '' });
      expect((await instances()).find((instance) => instance.name === a)?.settings).toBe(settings);
    }
    const refused = await driver('install', '--name', a, '--settings', 'personality=none-of-them');
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/none-of-them/);
  });

  it('is not installed with settings that the driver refuses, or under a name that nobody finds', async () => {
    const [a = ''] = names;
    for (const [args, code, message] of [
      [['--name', a, '--settings', 'rate=1'], 3, /rate/],
      [['--name', a, '--settings', 'rate'], 2, /name=value/],
      [['--name', '../up'], 2, /--name/],
      [['--name', 'x'.repeat(32)], 2, /31 bytes/],
    ] as const) {
      const outcome = await driver('install', ...args);
      expect({ args, code: outcome.code }).toEqual({ args, code });
      expect(outcome.stderr).toMatch(message);
    }
    expect(listed().filter((entry) => names.includes(entry.name))).toEqual([]);
    expect((await driver('remove')).code).toBe(2);
  });

  it('does not start up with settings that somebody has put in by hand and that are wrong', async () => {
    const [a = ''] = names;
    await driver('install', '--name', a, '--settings', 'inputs=4');
    if (isWindows) addValue(`${driversKey}\\${a}`, 'Settings', 'inputs=many');
    else writeFileSync(join(cwasioDirectory, a, 'settings'), 'inputs=many');
    const { code, stderr } = await run(['info', a], { env });
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(/inputs=many is refused; allowed: 0 to 256/),
    });
  });

  it('is not uninstalled where it is not installed', async () => {
    const { code, stderr } = await driver('uninstall', '--name', names[0] ?? '');
    expect(code).toBe(1);
    expect(stderr).toMatch(/is not an installed instance of this driver/);
  });

  it.skipIf(isWindows)('replaces an instance of another library only where it is told to', async () => {
    const [a = ''] = names;
    const folder = join(cwasioDirectory, a);
    mkdirSync(folder);
    writeFileSync(join(folder, 'driver'), '/elsewhere/libbufferswitch-loopback.so');
    const refused = await driver('install', '--name', a);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/installed with another library, \/elsewhere/);
    expect((await driver('install', '--name', a, '--force')).code).toBe(0);
  });

  it.skipIf(isWindows)("does not write over somebody else's driver of that name", async () => {
    const [a = ''] = names;
    const folder = join(cwasioDirectory, a);
    mkdirSync(folder);
    writeFileSync(join(folder, 'driver'), process.execPath);
    const { code, stderr } = await driver('install', '--name', a.toUpperCase());
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(process.execPath) });
    expect(readFileSync(join(folder, 'driver'), 'utf8')).toBe(process.execPath);
    removeFolder(folder);
  });

  it('takes no other driver than those of the package, and a device for that of devices only', async () => {
    for (const [args, message] of [
      [['install', 'asio4all'], /loopback or wasapi, not "asio4all"/],
      [['status', 'asio4all'], /loopback or wasapi/],
      [['install', '--device', 'wasapi:out-00000000'], /--device is for the driver wasapi/],
    ] as const) {
      const { code, stderr } = await driver(...args);
      expect({ args, code, stderr }).toEqual({ args, code: 2, stderr: expect.stringMatching(message) });
    }
  });

  it.skipIf(isWindows)('installs no audio device of Windows where there is no Windows', async () => {
    const { code, stderr } = await driver('install', 'wasapi');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/a part of Windows/) });
    const { code: none, stdout } = await driver('uninstall', 'wasapi', '--all');
    expect({ none, stdout }).toEqual({ none: 0, stdout: 'nothing is installed\n' });
  });

  it.skipIf(isWindows)(
    'says in a line that a directory cannot be written, and leaves nothing there',
    async () => {
      const outcome = await run(['driver', 'install'], { env: { CWASIO_DIR: '/sys/kernel' } });
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toMatch(/^[^\n]*permission[^\n]*\n$/);
      expect(existsSync('/sys/kernel/Bufferswitch Loopback')).toBe(false);
    },
  );
});

describe('the name of an audio device that is installed', () => {
  it.each([
    ['Speakers (Desk)', 'WASAPI Speakers (Desk)'],
    ['Speakers (Desk) + Line (Desk)', 'WASAPI Desk'],
    ['Speakers (Desk) + Line (Other)', 'WASAPI Speakers (Desk) + Line ('],
    ['Lautsprecher (Größe/Form)', 'WASAPI Lautsprecher (Größe-Fo'],
  ])('%s is called %s', (name, expected) => {
    expect(freeName({ name }, new Set())).toBe(expected);
    expect(Buffer.byteLength(expected)).toBeLessThanOrEqual(31);
  });

  it('is one that nobody has', () => {
    const name = 'Speakers (Realtek High Definition Audio)';
    const taken = new Set(['wasapi speakers (realtek high d', 'wasapi speakers (realtek high 2']);
    expect(freeName({ name }, taken)).toBe('WASAPI Speakers (Realtek High 3');
  });
});

describe('what an action does not take', () => {
  it.each([
    [
      ['uninstall', '--settings', 'inputs=4'],
      'driver uninstall does not take --settings; it takes --device, --name, --all',
    ],
    [
      ['uninstall', 'wasapi', '--force'],
      'driver uninstall does not take --force; it takes --device, --name, --all',
    ],
    [['status', '--name', 'Desk'], 'driver status does not take --name; it takes no options but --json'],
    [['status', '--all'], 'driver status does not take --all; it takes no options but --json'],
    [
      ['install', '--all'],
      'driver install does not take --all; it takes --device, --name, --settings, --force',
    ],
    [['uninstall', '--device', 'Speakers'], '--device is for the driver wasapi'],
    [
      ['uninstall', 'wasapi', '--device', 'Speakers', '--name', 'Desk'],
      'take one of --device, --name and --all',
    ],
    [['uninstall', '--name', 'Desk', '--all'], 'take one of --device, --name and --all'],
  ])('%j is refused', async (args, message) => {
    const { code, stdout, stderr } = await runHere({ driver: driverCommand }, ['driver', ...args]);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `bufferswitch: ${message}\n` });
  });
});

describe('the instance of an audio device', () => {
  const common = { driver: 'wasapi', id: '', path: '', usable: true, reason: null, isOurs: true } as const;
  const installed: Instance[] = [
    { ...common, name: 'Bufferswitch WASAPI', settings: 'device=out-0000000b' },
    { ...common, name: 'Desk', settings: 'device=out-0000000a;type=int24lsb' },
    { ...common, name: 'Twice', settings: 'device=in-0000000c' },
    { ...common, name: 'Twice again', settings: 'device=in-0000000c;mode=shared' },
  ];
  const entry = (id: string, name: string) => ({
    id,
    kind: 'wasapi' as const,
    name,
    description: name,
    path: null,
    usable: true,
    reason: null,
  });
  const devices = [entry('wasapi:out-0000000a', 'Speakers (Desk)'), entry('wasapi:out-0000000d', 'Lamp')];

  it.each(['Speakers (Desk)', 'wasapi:out-0000000a', 'out-0000000a'])('is found by %s', (device) => {
    expect(installedOf(device, installed, devices).name).toBe('Desk');
  });

  it('is found by its id where the device is not there any more', () => {
    expect(installedOf('out-0000000b', installed, devices).name).toBe('Bufferswitch WASAPI');
  });

  it.each([
    ['Lamp', /"Lamp" is not installed/],
    ['Nobody', /There is no driver "Nobody"/],
    ['in-0000000c', /"in-0000000c" is installed as "Twice" and "Twice again"; choose one with --name/],
  ])('is not guessed: %s', (device, message) => {
    expect(() => installedOf(device, installed, devices)).toThrow(message);
  });
});
