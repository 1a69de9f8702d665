// The Windows half of the tests, under Wine: the native tests, the addon in a renamed node.exe, the examples, among them the
// host of somebody else's, the command line in a terminal, the driver of audio devices with an audio server, and, with the
// driver DLLs registered, the contract host and the same suite as on Linux. Expects dist/ and prebuilds/win32-x64/ to be
// built.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { atOnce } from './at-once.mjs';
import { checkContract, checkThatItFails } from './contract.mjs';
import { buildExample, exampleTests } from './example.mjs';
import { copyExample, exampleNames, testFiles } from './examples.mjs';
import { arithmetic, halves, only } from './native-halves.mjs';
import { root, scratch } from './run.mjs';
import { checkWasapi } from './wasapi.mjs';
import { checkInstalledDevices } from './wasapi-installed.mjs';
import { prepareWindowsNode } from './windows-node.mjs';
import {
  mustRunWine,
  mustRunWineBeside,
  preparePrefix,
  runWine,
  runWineBeside,
  windowsPath,
  wineHome,
} from './wine.mjs';
import { terminalTests } from './wine-terminal.mjs';

const driver = windowsPath(join(root, 'prebuilds/win32-x64/bufferswitch-loopback.dll'));

const vitest = 'node_modules/vitest/vitest.mjs';

/**
 * This compiler has no address sanitizer for Windows. In its place memory ends at a page that cannot be touched, and is
 * one when it was given back: see test/native/guard_pages.h. Arithmetic is so much that it would take minutes there.
 */
async function nativeTests() {
  const program = join(scratch, 'windows', 'native_tests.exe');
  const guarded = { GUARD_PAGES: '1' };
  const runs = [...halves(arithmetic).map((half) => [half, guarded]), [only(arithmetic), {}]];
  await atOnce([...runs.entries()], async ([index, [filter, env]]) => {
    const options = { log: `native-${index}`, seconds: 600, env };
    const output = await mustRunWineBeside([program, ...filter], options);
    if (!/test cases: +[1-9]/.test(output)) throw new Error('The native tests ran no test case');
  });
}

/** Electron and packaged programs are not called node.exe; the addon has to load there as well. */
function renamedHost(node, application) {
  const renamed = join(wineHome, 'renamed-host.exe');
  cpSync(node, renamed);
  const script =
    "console.log('loaded in ' + process.execPath, Object.keys(require('./prebuilds/win32-x64/node.napi.node')).length > 0)";
  const output = mustRunWine([renamed, '-e', script], { log: 'renamed', seconds: 60, cwd: application });
  rmSync(renamed);
  if (!/renamed-host\.exe true/.test(output)) throw new Error('The addon exports nothing in a renamed host');
}

/** Installs instances of its own. Each file by itself, as the test runner's processes write to pipes that they inherit. */
function example(node) {
  const copy = join(wineHome, 'example');
  buildExample(copy, [`-DCMAKE_TOOLCHAIN_FILE=${join(root, 'scripts', 'mingw-w64.cmake')}`]);
  for (const test of exampleTests()) {
    mustRunWine([node, test], { log: 'example', seconds: 120, cwd: copy, env: { PREBUILDS_ONLY: '1' } });
  }
}

/** As `npm test` has them; each file by itself here, too. */
async function examples(node) {
  const tests = exampleNames().flatMap((name) => {
    const cwd = join(wineHome, 'examples', name);
    copyExample(name, cwd);
    return testFiles(name).map((test) => ({ cwd, test }));
  });
  await atOnce([...tests.entries()], async ([index, { cwd, test }]) => {
    const options = { log: `example-${index}`, seconds: 120, cwd, env: { PREBUILDS_ONLY: '1' } };
    const output = await mustRunWineBeside([node, test], options);
    if (!/^# pass [1-9]/m.test(output) && !/^# skipped [1-9]/m.test(output))
      throw new Error(`${test} ran no test`);
  });
}

/** The registered driver as a foreign host meets it. */
async function contract() {
  const program = join(scratch, 'windows', 'contract_host.exe');
  let hosts = 0;
  const host = (...args) => {
    const options = { log: `contract-${hosts++}`, seconds: 300 };
    return runWineBeside([program, 'Bufferswitch Loopback', ...args], options);
  };
  await checkContract(host);
  await checkThatItFails(host);
}

function suite(node, application) {
  const results = join(wineHome, 'suite.json');
  rmSync(results, { force: true });
  // The bundler, as WebAssembly, cannot read the configuration from a drive; vite's own runner can.
  const loader = ['--configLoader', 'runner', '--pool=threads'];
  const config = ['--config', 'test/vitest.config.ts', '--root', '.', ...loader];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${windowsPath(results)}`];
  mustRunWine([node, vitest, 'run', ...config, ...reporters, ...process.argv.slice(2)], {
    log: 'suite',
    seconds: 1800,
    cwd: application,
    // Only the cross-built addon counts, and vite's bundler runs as WebAssembly.
    env: {
      PREBUILDS_ONLY: '1',
      NAPI_RS_FORCE_WASI: '1',
      NO_COLOR: '1',
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    },
  });
  const { numPassedTests } = JSON.parse(readFileSync(results, 'utf8'));
  if (!(numPassedTests > 0)) throw new Error('The suite passed no test');
  console.log(`suite under Wine: ${numPassedTests} tests passed`);
}

preparePrefix();
const { node, application } = prepareWindowsNode();
await nativeTests();
renamedHost(node, application);
example(node);
await examples(node);
await terminalTests(node);
await checkWasapi({ node, application });
mustRunWine(['regsvr32', driver], { log: 'register', seconds: 60 });
process.on('exit', () => runWine(['regsvr32', '/u', driver], { log: 'unregister', seconds: 60 }));
await checkInstalledDevices({ node, application }, contract);
suite(node, application);
