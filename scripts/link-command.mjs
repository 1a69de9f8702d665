// Makes `npx bufferswitch` work in a checkout: npm looks in node_modules/.bin first, and where nothing is there it
// installs the checkout into its cache, which compiles the addon once more.
import { chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const link = join(root, 'node_modules', '.bin', 'bufferswitch');
const target = join('..', '..', 'dist', 'cli', 'main.js');

if (process.platform === 'win32') {
  writeFileSync(`${link}.cmd`, `@node "%~dp0\\${target}" %*\r\n`);
} else {
  rmSync(link, { force: true });
  symlinkSync(target, link);
  chmodSync(join(root, 'dist', 'cli', 'main.js'), 0o755);
}
