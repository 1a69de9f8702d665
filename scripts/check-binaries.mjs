// What the built binaries need and show. On Windows they must start on a machine that has nothing but Windows, in
// any host program; on Linux wherever Node does; a driver library shows the functions of its contract and no other.
// With the argument `all` both platforms have to be there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPortableExecutable } from './portable-executable.mjs';
import { report, root } from './run.mjs';
import { glibcFloor, isTooNew, readSharedObject } from './shared-object.mjs';

/** Memory that JavaScript sees and does not own: Electron ends a program that makes such. */
const forbidden = [
  'napi_create_external_buffer',
  'napi_create_external_arraybuffer',
  'node_api_create_external_string',
];

/** What the addon may ask its host program for: Node-API, which Node and Electron have alike; nothing of V8, nothing of libuv. */
const nodeApi = /^(napi|node_api)_/;

const namesForbidden = (file) => {
  const bytes = readFileSync(file);
  return forbidden.filter((name) => bytes.includes(name)).map((name) => `names ${name}`);
};

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
  if (!existsSync(file)) {
    if (process.argv.includes('all')) problems.push(`${path} is not there`);
    return;
  }
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
    ...namesForbidden(file),
    ...sameNames(exports, expectedExports),
  ];
}

/** Part of every Linux that Node runs on; the compiler's runtime is one of them, the C++ runtime goes inside. */
const glibcLibraries = /^(libc|libm|libdl|libpthread|librt|libgcc_s|ld-linux-x86-64)\.so\.\d$/;

function linuxProblems(file, expectedExports) {
  const { needed, searched, versions, ofHost, shown, isStripped } = readSharedObject(file);
  return [
    ...namesForbidden(file),
    ...ofHost.filter((name) => !nodeApi.test(name)).map((name) => `asks its host program for ${name}`),
    ...(versions.length === 0 ? ['asks for no version of glibc, so it was not read correctly'] : []),
    ...needed.filter((name) => !glibcLibraries.test(name)).map((name) => `needs ${name}`),
    ...versions.filter(isTooNew).map((version) => `needs ${version}; it is to run with ${glibcFloor}`),
    ...searched.map((folder) => `looks for libraries in ${folder}`),
    ...(isStripped ? [] : ['is not stripped']),
    ...sameNames(shown, expectedExports),
  ];
}

check('prebuilds/win32-x64/node.napi.node', (file) => windowsProblems(file, addonExports, 'node.exe'));
check('prebuilds/win32-x64/bufferswitch-loopback.dll', (file) => windowsProblems(file, comExports));
check('prebuilds/win32-x64/bufferswitch-wasapi.dll', (file) => windowsProblems(file, comExports));
check('prebuilds/linux-x64/node.napi.node', (file) => linuxProblems(file, addonExports));
check('prebuilds/linux-x64/libbufferswitch-loopback.so', (file) => linuxProblems(file, sharedObjectExports));

if (looked.length === 0) problems.push('no binary found: nothing is built');
report('binaries', problems, `${looked.join(', ')} (Linux: ${glibcFloor} or newer)`);
