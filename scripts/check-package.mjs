// What npm would publish: nothing that does not belong, everything that does, and how much it is.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isElsewhere, linksOf, meaningOf } from './document-links.mjs';
import { capture, filesBelow, report, root } from './run.mjs';

/** Beside what is compiled. */
const always = [
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'THIRD-PARTY-NOTICES.md',
  'package.json',
  'src/errors.ts',
];

/** What the documents lead to has to be there, too: the examples, but for the demo, which is that of a clone. */
const documents = [
  ...filesBelow('docs', /\.(md|svg)$/).map((path) => `docs/${path}`),
  ...filesBelow('examples', /^(?!\.gitignore$)/)
    .map((path) => `examples/${path}`)
    .filter((path) => path === 'examples/README.md' || path.split('/').length > 2)
    .filter((path) => !/\/(node_modules|build)\//.test(path)),
];

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
const expected = [...always, ...documents, ...binaries, ...compiled];

function contentProblems(path) {
  if (!/\.(js|ts)$/.test(path)) return [];
  const map = /\/\/# sourceMappingURL=(.+)$/m.exec(readFileSync(join(root, path), 'utf8'))?.[1];
  return map === undefined ? [] : [`${path} names a map that is not in the package: ${map}`];
}

/** Links that lead out of the package. */
function linkProblems(page) {
  const isThere = ({ target }) => paths.some((path) => path === target || path.startsWith(`${target}/`));
  return linksOf(readFileSync(join(root, page), 'utf8'))
    .filter((link) => !isElsewhere(link) && !isThere(meaningOf(page, link)))
    .map((link) => `${page} leads to ${link}, which is not in the package`);
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
  ...paths.filter((path) => !expected.includes(path)).map((path) => `${path} does not belong`),
  ...expected.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
  ...Object.entries(largest)
    .filter(([key, most]) => packed[key] > most)
    .map(([key, most]) => `its ${key} is ${packed[key]} bytes, more than ${most}`),
  ...paths.flatMap(contentProblems),
  ...paths.filter((path) => path.endsWith('.md')).flatMap(linkProblems),
  ...manifestProblems(),
];
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
const sizes = `${megabytes(packed.size)} packed, ${megabytes(packed.unpackedSize)} unpacked`;
report('package', problems, `${packed.filename}: ${paths.length} files, ${sizes}`);
