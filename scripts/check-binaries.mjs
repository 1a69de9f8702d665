// What the built binaries need and show. On Windows they must start on a machine that has nothing but Windows, in
// any host program; a driver library shows the functions of its contract and no other.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPortableExecutable } from './portable-executable.mjs';
import { capture, report, root } from './run.mjs';

/** Part of every Windows. No C++ runtime, no compiler runtime, no Node. */
const systemLibraries =
  /^(advapi32|avrt|combase|gdi32|kernel32|msvcrt|ntdll|ole32|oleaut32|propsys|shell32|user32|winmm)\.dll$/i;

const comExports = ['DllCanUnloadNow', 'DllGetClassObject', 'DllRegisterServer', 'DllUnregisterServer'];
const addonExports = ['napi_register_module_v1', 'node_api_module_get_api_version_v1'];
const sharedObjectExports = ['instantiateDriver', 'registerDriver', 'releaseDriver', 'unregisterDriver'];

const looked = [];
const problems = [];

function check(path, examine) {
  const file = join(root, path);
  if (!existsSync(file)) return;
  looked.push(path);
  problems.push(...examine(file).map((problem) => `${path} ${problem}`));
}

function sameNames(found, expected) {
  const difference = found.toSorted().join(', ') === expected.join(', ');
  return difference ? [] : [`exports [${found.join(', ')}], expected [${expected.join(', ')}]`];
}

function windowsProblems(file, expectedExports, mayDelay) {
  const { imports, delayImports, exports } = readPortableExecutable(readFileSync(file));
  return [
    ...(imports.length === 0 ? ['imports nothing, so it was not read correctly'] : []),
    ...imports.filter((name) => !systemLibraries.test(name)).map((name) => `imports ${name}`),
    ...delayImports.filter((name) => name !== mayDelay).map((name) => `delay-imports ${name}`),
    ...sameNames(exports, expectedExports),
  ];
}

check('prebuilds/win32-x64/node.napi.node', (file) => windowsProblems(file, addonExports, 'node.exe'));
check('prebuilds/win32-x64/bufferswitch-loopback.dll', (file) => windowsProblems(file, comExports));
check('prebuilds/linux-x64/libbufferswitch-loopback.so', (file) => {
  const symbols = capture('nm', ['--dynamic', '--defined-only', '--format=just-symbols', file]);
  return sameNames(symbols.split('\n').filter(Boolean), sharedObjectExports);
});

if (looked.length === 0) problems.push('no binary found: nothing is built');
report('binaries', problems, looked.join(', '));
