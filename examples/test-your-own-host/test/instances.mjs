// Instances of the virtual driver, installed for the tests of a file.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';

// What `npx bufferswitch` runs, without a shell in between.
const require = createRequire(import.meta.url);
const manifest = require.resolve('bufferswitch/package.json');
const program = join(dirname(manifest), require(manifest).bin.bufferswitch);

function bufferswitch(...args) {
  const { status, error } = spawnSync(process.execPath, [program, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw error ?? new Error(`bufferswitch ${args.join(' ')} ended with ${status}`);
}

// Where drivers are installed on Linux, so that it needs no root. Windows has the registry, and wants an administrator.
process.env.CWASIO_DIR = mkdtempSync(join(tmpdir(), 'pad-'));
process.on('exit', () => rmSync(process.env.CWASIO_DIR, { recursive: true }));

const installed = new Set();
after(() => {
  for (const name of installed) bufferswitch('driver', 'uninstall', '--name', name);
});

/** Installs one, as it is or with settings, in the place of an earlier one that was called the same; gives back its name. */
export function install(settings, called = 'pad') {
  const name = `Test ${process.pid} ${called}`;
  const options = settings === undefined ? [] : ['--settings', settings];
  bufferswitch('driver', 'install', '--name', name, ...options);
  installed.add(name);
  return name;
}
