// What the other scripts share: where things are, and how a program is run.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** Scratch space of the scripts. Not build/: node-gyp empties that on every rebuild. */
export const scratch = join(root, '.build');

/** Runs a program in the foreground; a failure ends this script, the program has said why. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) {
    if (result.stdout) console.error(result.stdout.toString()); // else it was seen
    console.error(`${command} ${args.join(' ')}: ${result.signal ?? `exit code ${result.status}`}`);
    process.exit(1);
  }
}

/** Runs a program for its output. */
export function capture(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${result.stderr}`);
  return result.stdout;
}

export function isInstalled(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Files below a folder of the repository whose names match, as paths relative to that folder. */
export function filesBelow(folder, pattern) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => path.slice(join(root, folder).length + 1).replaceAll('\\', '/'))
    .sort();
}

/** Ends a check: prints what is wrong, or what was looked at, and sets the exit code. */
export function report(name, problems, looked) {
  for (const problem of problems) console.error(`${name}: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`${name}: ${looked}, nothing to complain about`);
}
