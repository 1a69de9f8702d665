// Everything native that is shipped, for Linux and for Windows, built on one Linux machine and looked at.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

if (`${process.platform}-${process.arch}` !== 'linux-x64') {
  throw new Error(
    'Both platforms are built on 64-bit Linux for x86; elsewhere npm ci builds for the machine itself',
  );
}
rmSync(join(root, 'prebuilds'), { recursive: true, force: true });
run('node', ['scripts/build-linux.mjs']);
run('node', ['scripts/build-windows.mjs']);
run('node', ['scripts/check-binaries.mjs', 'all']);
run('node', ['scripts/check-notices.mjs']);
