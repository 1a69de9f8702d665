// Builds everything native with CMake and runs the C++ tests: plain, with the address and undefined-behaviour
// sanitizers, and with the thread sanitizer; then proves that the last of them notices weakened memory orders.
// Arguments choose: plain, address, thread, weakened; none means all four. With `build` before them nothing is run.

import { join } from 'node:path';
import { atOnce, outcomeOf } from './at-once.mjs';
import { configurePlain, installLibraries } from './build-linux.mjs';
import { checkContract, checkSimulatedDevices, checkThatItFails } from './contract.mjs';
import { arithmetic, halves } from './native-halves.mjs';
import { root, run, scratch } from './run.mjs';
import { checkWeakenedOrders } from './weakened-orders.mjs';

const variants = { plain: '', address: 'address', thread: 'thread' };

/** Arithmetic on one thread, and much of it: the thread sanitizer has nothing to find there and takes minutes. */
const leftOut = { plain: [], address: [], thread: [...arithmetic, 'wasapi_clocks'] };

/** What is unloaded stays in the books of the address sanitizer, which has a search for leaks of its own. */
const leftOutOfContract = { plain: [], address: ['--skip', 'loads'] };

/** What is built. The plain build is also the proof that CMake builds all that there is. */
const targets = {
  plain: ['all'],
  address: ['native_tests', 'contract_host', 'loopback', 'simulated-wasapi', 'addon'],
  thread: ['native_tests'],
};

const buildsOnly = process.argv[2] === 'build';
const known = buildsOnly ? Object.keys(variants) : [...Object.keys(variants), 'weakened'];
const given = process.argv.slice(buildsOnly ? 3 : 2);
const chosen = given.length > 0 ? given : known;

function configure(variant) {
  if (variant === 'plain') return configurePlain();
  const folder = join(scratch, 'native', variant);
  run('cmake', [
    ...['-S', root, '-B', folder, '-G', 'Ninja', '--log-level=WARNING'],
    `-DBUFFERSWITCH_SANITIZE=${variants[variant]}`,
    `-DASIO_SDK_DIR=${process.env.ASIO_SDK_DIR ?? ''}`,
    '-DBUFFERSWITCH_TESTS=ON',
  ]);
  return folder;
}

function build(variant) {
  const folder = configure(variant);
  run('cmake', ['--build', folder, '--target', ...targets[variant]]);
  return folder;
}

/** The driver libraries as a foreign host meets them. */
async function runContract(variant, folder) {
  const hostOf =
    (library) =>
    (...args) =>
      outcomeOf(join(folder, 'contract_host'), [
        join(folder, library),
        ...leftOutOfContract[variant],
        ...args,
      ]);
  const virtual = hostOf('libbufferswitch-loopback.so');
  await checkContract(virtual);
  await Promise.all([
    checkSimulatedDevices(hostOf('libbufferswitch-simulated-wasapi.so')),
    variant === 'plain' ? checkThatItFails(virtual) : undefined,
  ]);
}

/** The tests whose time goes by waiting for what never comes, and all others beside them. */
async function runNative(tests, without) {
  const outcomes = await atOnce(halves(without), (half) =>
    outcomeOf(tests, ['--force-colors=false', ...half], { timeout: 600_000, killSignal: 'SIGKILL' }),
  );
  for (const { code, output } of outcomes) {
    process.stdout.write(output);
    if (code !== 0) throw new Error(`The native tests failed (${code})`);
    if (!/test cases: +[1-9]/.test(output)) throw new Error('The native tests ran no test case');
  }
}

async function runTests(variant) {
  const folder = build(variant);
  // The suite finds the virtual driver there as a shared object, as it finds the DLL on Windows.
  if (variant === 'plain') installLibraries();
  await runNative(join(folder, 'native_tests'), leftOut[variant]);
  if (variant in leftOutOfContract) await runContract(variant, folder);
}

for (const variant of chosen) {
  if (!known.includes(variant)) throw new RangeError(`Expected one of ${known.join(', ')}, not ${variant}`);
  console.log(`native ${buildsOnly ? 'build' : 'tests'}: ${variant}`);
  if (buildsOnly) build(variant);
  else if (variant === 'weakened') await checkWeakenedOrders();
  else await runTests(variant);
}
