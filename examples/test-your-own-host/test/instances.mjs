// Instances of the virtual driver, installed for the time of a test.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

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

let count = 0;

/** Installs one for the test `t`, as it is or with settings; gives back its name. */
export function install(t, settings) {
  const name = `Pad ${process.pid} ${++count}`;
  const options = settings === undefined ? [] : ['--settings', settings];
  bufferswitch('driver', 'install', '--name', name, ...options);
  t.after(() => bufferswitch('driver', 'uninstall', '--name', name));
  return name;
}
