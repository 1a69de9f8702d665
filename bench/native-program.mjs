// The native halves of benches: builds one and runs it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isInstalled, root, run, scratch } from '../scripts/run.mjs';

/** The program of that name, built for speed. Nothing of that goes to stdout, where the results are. */
function build(name) {
  const folder = join(scratch, 'bench');
  const generator = isInstalled('ninja') ? ['-G', 'Ninja'] : [];
  const options = { stdio: ['ignore', 2, 2] };
  run(
    'cmake',
    [
      ...['-S', root, '-B', folder, ...generator, '--log-level=WARNING'],
      ...['-DCMAKE_BUILD_TYPE=Release', '-DBUFFERSWITCH_BENCH=ON'],
    ],
    options,
  );
  run('cmake', ['--build', folder, '--config', 'Release', '--target', name], options);
  return join(folder, `${name}${process.platform === 'win32' ? '.exe' : ''}`);
}

/**
 * Builds a program of bench/native and runs it. It prints a JSON document a line, the first of which holds for all.
 * @returns {{ header: object, records: object[] } | undefined} undefined when it could not run, which it has explained
 */
export function measure(name, args) {
  const result = spawnSync(build(name), args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (result.error) throw result.error;
  if (result.status !== 0) return undefined;
  const [header, ...records] = result.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { header, records };
}
