// The project in examples/test-your-own-host, as somebody has it who has copied it: built, and its tests run, in a place of
// its own with this package among its modules. `npm test` does so on Linux, scripts/test-windows.mjs under Wine.
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run, scratch } from './run.mjs';

const source = join(root, 'examples', 'test-your-own-host');

/** Whoever copies it takes no results along. */
const isSource = (path) => !/[\\/](build|node_modules)$/.test(path);

/** Makes and builds the copy; `settings`: of CMake. */
export function buildExample(copy, settings = []) {
  rmSync(copy, { recursive: true, force: true });
  cpSync(source, copy, { recursive: true, filter: isSource });
  mkdirSync(join(copy, 'node_modules'));
  symlinkSync(root, join(copy, 'node_modules', 'bufferswitch'));
  const build = join(copy, 'build');
  run('cmake', [
    ...['-S', copy, '-B', build, '-G', 'Ninja', '--log-level=WARNING'],
    '-DCMAKE_COMPILE_WARNING_AS_ERROR=ON',
    ...settings,
  ]);
  run('cmake', ['--build', build]);
}

/** Its test files, as paths in the copy. */
export function exampleTests() {
  const tests = readdirSync(join(source, 'test')).filter((name) => name.endsWith('.test.mjs'));
  if (tests.length === 0) throw new Error('The example has no test');
  return tests.map((name) => join('test', name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const copy = join(scratch, 'example');
  buildExample(copy);
  run('npm', ['test'], { cwd: copy });
}
