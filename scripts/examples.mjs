// The examples, each as somebody has it who has copied its folder: in a place of its own, with this package and what else
// it depends on among its modules, and its own `npm test` run. With a name only that one; with --browser what needs a
// browser. scripts/test-windows.mjs runs the same tests under Wine.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run, scratch } from './run.mjs';

const folder = join(root, 'examples');

const manifestOf = (name) => JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'));

/** Those that are applications in JavaScript; scripts/example.mjs has the one that is built. */
export function exampleNames() {
  const names = readdirSync(folder).filter(
    (name) =>
      existsSync(join(folder, name, 'package.json')) && !existsSync(join(folder, name, 'CMakeLists.txt')),
  );
  if (names.length === 0) throw new Error('There is no example');
  return names;
}

/** The test files that its `npm test` runs, as paths in its folder. */
export function testFiles(name) {
  const files = manifestOf(name).scripts.test.match(/\S+\.test\.js/g);
  if (files === null) throw new Error(`The example ${name} has no test`);
  return files;
}

/** Copies an example to `copy`, with its modules. What only runs in a browser or Electron is left out where it is missing. */
export function copyExample(name, copy) {
  rmSync(copy, { recursive: true, force: true });
  // Whoever copies it takes no results along.
  cpSync(join(folder, name), copy, { recursive: true, filter: (path) => !/[\\/]node_modules$/.test(path) });
  const { dependencies, devDependencies } = manifestOf(name);
  for (const dependency of Object.keys({ ...dependencies, ...devDependencies })) {
    const from = dependency === 'bufferswitch' ? root : join(root, 'node_modules', dependency);
    if (!existsSync(from)) continue;
    const to = join(copy, 'node_modules', dependency);
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(from, to);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const script = args.includes('--browser') ? 'test:browser' : 'test';
  const wanted = args.filter((argument) => !argument.startsWith('--'));
  for (const name of exampleNames()) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    if (manifestOf(name).scripts[script] === undefined) continue;
    const copy = join(scratch, 'examples', name);
    copyExample(name, copy);
    run('npm', ['run', '--silent', script], { cwd: copy });
  }
}
