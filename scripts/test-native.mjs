// Builds everything native with CMake and runs the C++ tests: plain, with the address and undefined-behaviour
// sanitizers, and with the thread sanitizer; then proves that the last of them notices weakened memory orders.
// Arguments choose: plain, address, thread, weakened; none means all four.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkContract, checkThatItFails } from './contract.mjs';
import { capture, root, run, scratch } from './run.mjs';
import { checkWeakenedOrders } from './weakened-orders.mjs';

const variants = { plain: '', address: 'address', thread: 'thread' };

/** Arithmetic on one thread, and much of it: the thread sanitizer has nothing to find there and takes minutes. */
const arithmetic = ['converter_test.cpp', 'interleave_test.cpp'].map((name) => `*${name}`).join(',');
const leftOut = { plain: [], address: [], thread: [`--source-file-exclude=${arithmetic}`] };

/** What is unloaded stays in the books of the address sanitizer, which has a search for leaks of its own. */
const leftOutOfContract = { plain: [], address: ['--skip', 'loads'] };
const known = [...Object.keys(variants), 'weakened'];
const chosen = process.argv.length > 2 ? process.argv.slice(2) : known;

function build(variant) {
  const folder = join(scratch, 'native', variant);
  run('cmake', [
    ...['-S', root, '-B', folder, '-G', 'Ninja', '--log-level=WARNING'],
    `-DBUFFERSWITCH_SANITIZE=${variants[variant]}`,
    `-DASIO_SDK_DIR=${process.env.ASIO_SDK_DIR ?? ''}`,
    '-DBUFFERSWITCH_TESTS=ON',
  ]);
  // The plain build is also the proof that CMake builds the addon and the driver library.
  const targets = variant === 'address' ? ['native_tests', 'contract_host', 'loopback'] : ['native_tests'];
  run('cmake', ['--build', folder, '--target', ...(variant === 'plain' ? ['all'] : targets)]);
  return folder;
}

/** Where the suite finds the virtual driver as a shared object, as it finds the DLL on Windows. */
function installLibrary(folder) {
  const name = 'libbufferswitch-loopback.so';
  if (!existsSync(join(folder, name))) return;
  const output = join(root, 'prebuilds', `${process.platform}-${process.arch}`);
  mkdirSync(output, { recursive: true });
  copyFileSync(join(folder, name), join(output, name));
}

/** The driver library as a foreign host meets it. */
function runContract(variant, folder) {
  const library = join(folder, 'libbufferswitch-loopback.so');
  const host = (...args) => {
    const { status, signal, stdout, stderr } = spawnSync(
      join(folder, 'contract_host'),
      [library, ...leftOutOfContract[variant], ...args],
      { encoding: 'utf8' },
    );
    return { code: status ?? signal, output: stdout + stderr };
  };
  checkContract(host);
  if (variant === 'plain') checkThatItFails(host);
}

function runTests(variant) {
  const folder = build(variant);
  if (variant === 'plain') installLibrary(folder);
  const tests = join(folder, 'native_tests');
  if (!/: [1-9]\d*\s*$/.test(capture(tests, ['--count']))) throw new Error('There is no native test');
  run(tests, ['--force-colors=false', ...leftOut[variant]]);
  if (variant in leftOutOfContract) runContract(variant, folder);
}

for (const variant of chosen) {
  if (!known.includes(variant)) throw new RangeError(`Expected one of ${known.join(', ')}, not ${variant}`);
  console.log(`native tests: ${variant}`);
  if (variant === 'weakened') checkWeakenedOrders();
  else runTests(variant);
}
