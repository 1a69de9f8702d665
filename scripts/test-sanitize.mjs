// Everything native under the sanitizers: the C++ tests under the address (with undefined behaviour) and the thread
// sanitizer, then the suite's personalities and its random walk in a Node whose addon has the address sanitizer. Node
// itself has none, and for the thread sanitizer it would have to.
// Arguments: `addon` leaves out the C++ tests; `brief` takes the walk alone; `long` takes the whole suite, with a million
// steps and calls in place of some thousands.
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { capture, root, run, scratch } from './run.mjs';

const known = ['addon', 'brief', 'long'];
const chosen = process.argv.slice(2);
const unknown = chosen.find((argument) => !known.includes(argument));
if (unknown !== undefined) throw new RangeError(`Expected one of ${known.join(', ')}, not ${unknown}`);

const variant = join(scratch, 'native', 'address');
const home = join(scratch, 'sanitized');

/** Where the loader of the addon looks, when it is told to look elsewhere than in build/. */
function buildAddon() {
  const folder = join(home, 'build', 'Release');
  run('cmake', ['--build', variant, '--target', 'addon']);
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(variant, 'bufferswitch.node'), join(folder, 'bufferswitch.node'));
}

/** The suite, or those of its files that `filters` name. */
function runSuite(filters, settings) {
  const compiler = process.env.CXX ?? 'g++';
  const environment = {
    ...process.env,
    BUFFERSWITCH_PREBUILD: home,
    // The program is Node's, so the sanitizer comes in before everything else. What Node leaves behind is not ours.
    LD_PRELOAD: capture(compiler, ['-print-file-name=libasan.so']).trim(),
    // A driver that crashes is to be killed for it, as everywhere.
    ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1:handle_segv=0',
    ...settings,
  };
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const config = ['--config', 'test/vitest.config.ts', '--root', '.'];
  run(process.execPath, [vitest, 'run', ...config, ...filters], { env: environment });
}

if (!chosen.includes('addon')) run('node', ['scripts/test-native.mjs', 'address', 'thread']);
if (!existsSync(variant)) run('node', ['scripts/test-native.mjs', 'address']);
buildAddon();
if (chosen.includes('long')) runSuite([], { WALK_STEPS: '1000000', FUZZ_CALLS: '1000000' });
else runSuite(chosen.includes('brief') ? ['test/walk'] : ['test/personalities', 'test/walk'], {});
