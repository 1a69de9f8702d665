/** The package on machines that have no addon, or one that they cannot load. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runNode } from './helpers/child.js';
import { removeFolder } from './helpers/remove-folder.js';

// Programs are started, which on a busy machine under Wine takes them seconds each.
vi.setConfig({ testTimeout: 60_000 });

/** Where the loader looks in place of the package: the tests' own build is not found. */
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unavailable-'));
});
afterEach(() => removeFolder(folder));

const entry = (name: string) => JSON.stringify(pathToFileURL(join('dist', name)).href);

/** What a program finds that is told to run on another platform. */
async function onPlatform(platform: string): Promise<unknown> {
  const pretend = `Object.defineProperty(process, 'platform', { value: '${platform}' })`;
  const program = `
    const { BufferSwitchError, isSupported, listDrivers, openDevice, probe } = await import(${entry('index.js')});
    const { createVirtualDriver } = await import(${entry('testing/index.js')});
    const { openAudioFile } = await import(${entry('files/index.js')});
    const failure = async (call) => {
      try { await call(); } catch (error) { return [error instanceof BufferSwitchError, error.code, error.message]; }
    };
    console.log(JSON.stringify({
      isSupported: isSupported(),
      failures: [
        await failure(() => listDrivers()),
        await failure(() => openDevice('built-in:loopback')),
        await failure(() => probe('built-in:loopback')),
        await failure(() => createVirtualDriver()),
      ],
      channels: await openAudioFile('examples/speech.wav').then((file) => file.format.channels),
    }));`;
  const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
  const args = ['--import', preload, '--input-type=module', '-e', program];
  const { code, output } = await runNode(args, 30, { BUFFERSWITCH_PREBUILD: folder, PREBUILDS_ONLY: '1' });
  expect({ code, output }).toMatchObject({ code: 0 });
  return JSON.parse(output);
}

test('without an addon for the platform everything can be imported, and what needs it says so', async () => {
  const failure = [true, 'ADDON_UNAVAILABLE', expect.stringMatching(/no addon for darwin-.*Linux x64/)];
  expect(await onPlatform('darwin')).toEqual({
    isSupported: false,
    failures: Array.from({ length: 4 }, () => failure),
    channels: 2,
  });
});

test('an addon that cannot be loaded is told with the reason and what to do', async () => {
  const prebuilds = join(folder, 'prebuilds', `${process.platform}-${process.arch}`);
  mkdirSync(prebuilds, { recursive: true });
  writeFileSync(join(prebuilds, 'node.napi.node'), 'not a library');
  const found = await onPlatform(process.platform);
  const needs = process.platform === 'win32' ? 'Windows 10' : 'glibc 2.28';
  const failure = [true, 'ADDON_UNAVAILABLE', expect.stringContaining(needs)];
  expect(found).toMatchObject({ isSupported: false, failures: Array.from({ length: 4 }, () => failure) });
});

test('the command line has its help and ends with one line about everything else', async () => {
  const env = { BUFFERSWITCH_PREBUILD: folder, PREBUILDS_ONLY: '1' };
  const [help, list] = await Promise.all([
    runNode(['dist/cli/main.js', '--help'], 30, env),
    runNode(['dist/cli/main.js', 'list'], 30, env),
  ]);
  expect(help).toMatchObject({ code: 0, output: expect.stringContaining('list') });
  expect(list).toMatchObject({ code: 3, output: expect.stringMatching(/^bufferswitch: .*addon[^\n]*\n$/) });
});
