// The rooms of the code and who may know whom: fails on an include or an import against the arrows.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { filesBelow, report, root } from './run.mjs';

/** Room -> the other rooms whose headers it may include. addon also puts the built-in drivers in place. */
const mayUse = {
  abi: [],
  sample: ['abi'],
  rt: ['abi'],
  platform: [],
  engine: ['sample', 'rt', 'abi'],
  host: ['engine', 'sample', 'rt', 'abi', 'platform'],
  doctor: ['host', 'sample', 'rt', 'abi', 'platform'],
  'drivers/shell': ['abi', 'platform'],
  'drivers/personality': ['drivers/loopback', 'drivers/shell', 'sample', 'abi', 'platform'],
  'drivers/*': ['drivers/shell', 'sample', 'abi', 'platform'],
  addon: ['doctor', 'host', 'engine', 'sample', 'rt', 'abi', 'platform', 'drivers/*'],
};

/** Headers that only certain files may include: the headers of Node, and those of an operating system. */
const reserved = [
  { header: /^(napi|node_api|js_native_api|node|v8|uv)(-inl)?\.h$/, files: /^addon\// },
  {
    header:
      /^(windows|objbase|combaseapi|unknwn|ole2|olectl|winreg|winuser|avrt|mmsystem|shlobj|process|dlfcn|pthread|sched|semaphore|unistd|fcntl|dirent|poll|signal|sys\/.*|mach\/.*|linux\/.*)\.h$/i,
    // The delay-load hook is the linker's, not the addon's; the SDK's own headers include windows.h.
    files: /^(platform\/|drivers\/shell\/.*_win\.cpp$|addon\/delay_load_win\.cpp$)/,
  },
  {
    header: /^(audioclient|audiopolicy|mmdeviceapi|propsys)\.h$/i,
    files: /^drivers\/wasapi\/.*_win\.(h|cpp)$/,
  },
];

/** An examination is a host of its own: of ours it has what loads a driver, and nothing that mends what that does. */
const loading = /^host\/(driver_list|error|load_gate|loader)\.h$/;

function roomOf(path) {
  const [first, second] = path.split('/');
  return first === 'drivers' ? `drivers/${second}` : first;
}

const ruleOf = (room) => mayUse[room] ?? (room.startsWith('drivers/') ? mayUse['drivers/*'] : undefined);

function allows(rule, from, header) {
  const to = roomOf(header);
  // The macros that mark code of the audio thread: words, not a dependency.
  if (from === to || (from === 'sample' && header === 'rt/annotations.h')) return true;
  if (from === 'doctor' && to === 'host') return loading.test(header);
  return rule.includes(to) || (to.startsWith('drivers/') && rule.includes('drivers/*'));
}

/** What a file includes: whether as a file of ours, and the header. */
function* includesOf(file) {
  const text = readFileSync(join(root, file), 'utf8');
  for (const [, open, header] of text.matchAll(/^\s*#\s*include\s*(["<])([^">]+)[">]/gm)) {
    yield { ours: open === '"', header };
  }
}

function nativeProblems(path) {
  const room = roomOf(path);
  const rule = ruleOf(room);
  if (!rule) return [`native/${path} is in a room that has no rule here: ${room}`];
  const problems = [];
  for (const { ours, header } of includesOf(`native/${path}`)) {
    const place = reserved.find((rule) => rule.header.test(header));
    if (place && !place.files.test(path)) problems.push(`native/${path} must not include ${header}`);
    if (place || !ours) continue;
    if (!header.includes('/')) problems.push(`native/${path}: "${header}" is not written from native/`);
    else if (!allows(rule, room, header)) problems.push(`native/${path}: ${room} must not know ${header}`);
  }
  return problems;
}

/** What benches measure, on every system, and what they need for that. */
const benchedRooms = ['sample', 'rt', 'abi', 'platform', 'drivers/loopback'];

function benchProblems(path) {
  const problems = [];
  for (const { ours, header } of includesOf(`bench/native/${path}`)) {
    const allowed = ours
      ? !header.includes('/') || benchedRooms.includes(roomOf(header))
      : path.endsWith('_win.cpp') || !reserved.some((rule) => rule.header.test(header));
    if (!allowed) problems.push(`bench/native/${path} must not include ${header}`);
  }
  return problems;
}

/** The contract host shares nothing with what it tests: it has its own headers, and the system's. */
function contractProblems(path) {
  const problems = [];
  for (const { ours, header } of includesOf(`test/contract/${path}`)) {
    if (ours && (header.includes('/') || !existsSync(join(root, 'test/contract', header)))) {
      problems.push(`test/contract/${path} must not include ${header}`);
    }
  }
  return problems;
}

/** src/native.ts is the only door to the addon; the library does not know its command line. */
function scriptProblems(path) {
  const text = readFileSync(join(root, 'src', path), 'utf8');
  const problems = [];
  if (path !== 'native.ts' && /node-gyp-build|createRequire|process\.dlopen|\.node['"`]/.test(text)) {
    problems.push(`src/${path} loads the addon; only src/native.ts may`);
  }
  for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)) {
    const target = posix.join(dirname(path), specifier);
    if (target.startsWith('..')) problems.push(`src/${path} imports ${specifier}, which is outside src/`);
    if (target.startsWith('cli/') && !path.startsWith('cli/')) {
      problems.push(`src/${path} imports ${specifier}; nothing may know the command line`);
    }
  }
  return problems;
}

const native = filesBelow('native', /\.(h|cpp)$/);
const benches = filesBelow('bench/native', /\.(h|cpp)$/);
const contract = filesBelow('test/contract', /\.(h|c)$/);
const scripts = filesBelow('src', /\.ts$/);
const problems = [
  ...native.flatMap(nativeProblems),
  ...benches.flatMap(benchProblems),
  ...contract.flatMap(contractProblems),
  ...scripts.flatMap(scriptProblems),
];
if (native.length === 0) problems.push('no file found in native/');
if (benches.length === 0) problems.push('no file found in bench/native/');
if (contract.length === 0) problems.push('no file found in test/contract/');
if (scripts.length === 0) problems.push('no file found in src/');
report(
  'layers',
  problems,
  `${native.length + benches.length + contract.length} native files and ${scripts.length} TypeScript files`,
);
