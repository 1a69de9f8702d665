// What npm would publish: nothing that does not belong, everything that does, and how much it is.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, filesBelow, report, root } from './run.mjs';

/** Beside what is compiled. */
const always = ['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.md', 'package.json'];
const optional = ['CHANGELOG.md'];

const binaries = [
  'prebuilds/linux-x64/libbufferswitch-loopback.so',
  'prebuilds/linux-x64/node.napi.node',
  'prebuilds/win32-x64/bufferswitch-loopback.dll',
  'prebuilds/win32-x64/bufferswitch-wasapi.dll',
  'prebuilds/win32-x64/node.napi.node',
];

/** Bytes. Whoever has to raise it says what for. */
const largest = { size: 5_000_000, unpackedSize: 15_000_000 };

/** Packing must not build, or the check would look at something else than what is there. */
const [packed] = JSON.parse(capture('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']));
const paths = packed.files.map(({ path }) => path);

const compiled = filesBelow('src', /\.ts$/).flatMap((source) => {
  const name = `dist/${source.replace(/\.ts$/, '')}`;
  return [`${name}.js`, `${name}.d.ts`];
});
const expected = [...always, ...binaries, ...compiled];

function contentProblems(path) {
  if (!/\.(js|ts)$/.test(path)) return [];
  const map = /\/\/# sourceMappingURL=(.+)$/m.exec(readFileSync(join(root, path), 'utf8'))?.[1];
  return map === undefined ? [] : [`${path} names a map that is not in the package: ${map}`];
}

function manifestProblems() {
  const { scripts, gypfile, bin, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const targets = [...Object.values(bin), ...Object.values(exports).flatMap((entry) => Object.values(entry))];
  return [
    ...['preinstall', 'install', 'postinstall']
      .filter((name) => name in scripts)
      .map((name) => `package.json has the script ${name}, which installers block`),
    // Without a word npm would run node-gyp where it sees a binding.gyp.
    ...(gypfile === false ? [] : ['package.json does not say that there is nothing for node-gyp']),
    ...targets
      .filter((target) => target.startsWith('./dist') && !existsSync(join(root, target)))
      .map((target) => `package.json names ${target}, which is not there`),
  ];
}

const problems = [
  ...paths
    .filter((path) => ![...expected, ...optional].includes(path))
    .map((path) => `${path} does not belong`),
  ...expected.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
  ...Object.entries(largest)
    .filter(([key, most]) => packed[key] > most)
    .map(([key, most]) => `its ${key} is ${packed[key]} bytes, more than ${most}`),
  ...paths.flatMap(contentProblems),
  ...manifestProblems(),
];
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
const sizes = `${megabytes(packed.size)} packed, ${megabytes(packed.unpackedSize)} unpacked`;
report('package', problems, `${packed.filename}: ${paths.length} files, ${sizes}`);
