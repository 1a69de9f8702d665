// Installs what Windows needs to run the suite: a real node.exe, and the locked packages as Windows gets them.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fillOnce, windowsNode } from './programs.mjs';
import { root, run } from './run.mjs';
import { wineHome } from './wine.mjs';

/** Of the oldest line that we promise to support; NODE_VERSION in the environment is another one. */
const nodeVersion = '20.20.2';
const application = join(wineHome, 'app');

/** What the suite needs of the repository; shown in the application's folder, beside its own node_modules. */
const shared = [
  'dist',
  'prebuilds',
  'test',
  'examples',
  'src',
  'tsconfig.json',
  'scripts',
  'bench',
  'docs',
  'CHANGELOG.md',
  'README.md',
  'native',
];

function installPackages() {
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(root, name), join(application, name));
  // The WebAssembly form of vite's bundler: the Windows form does not load under Wine 8.
  const asWindows = ['--force', '--ignore-scripts', '--os=win32', '--cpu=wasm32'];
  run('npm', ['ci', ...asWindows], { cwd: application });
}

/** Gives the node.exe to run and the folder to run it in. */
export function prepareWindowsNode() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  fillOnce(application, createHash('sha256').update(lock).digest('hex'), installPackages);
  for (const name of shared) {
    if (!existsSync(join(application, name))) symlinkSync(join(root, name), join(application, name));
  }
  return { node: windowsNode(process.env.NODE_VERSION ?? nodeVersion), application };
}
