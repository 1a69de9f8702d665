// The packed package beside programs that use it: what publint says of it, whether its types hold in ES modules and in
// CommonJS, and whether esbuild, vite and webpack make a program with it that runs. Expects dist/ and prebuilds/ to be built.
// Arguments choose: publint, types, bundlers; none means all.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { build as vite } from 'vite';
import webpack from 'webpack';
import { packEverything } from './local-registry.mjs';
import { capture, root, run } from './run.mjs';

const home = mkdtempSync(join(tmpdir(), 'consumers-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));

const speech = join(root, 'examples', 'speech.wav');

/** Lays the packages where a program in `home` finds them, and the types of Node. */
function install(packages) {
  for (const { path, manifest } of packages) {
    const folder = join(home, 'node_modules', manifest.name);
    mkdirSync(folder, { recursive: true });
    run('tar', ['-xzf', path, '--strip-components=1', '-C', folder]);
  }
  for (const name of ['@types', 'undici-types']) {
    symlinkSync(join(root, 'node_modules', name), join(home, 'node_modules', name));
  }
  cpSync(join(root, 'test', 'package'), home, { recursive: true });
}

async function checkPackage([{ bytes }]) {
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(bytes).buffer }, strict: true });
  if (messages.length > 0) throw new Error(messages.map((message) => formatMessage(message, pkg)).join('\n'));
  console.log('consumers: publint has nothing to say');
}

/** How programs are set up that find what package.json says in `exports`. */
const settings = {
  nodenext: { module: 'nodenext', files: ['consumer.mts', 'consumer.cts'] },
  bundler: {
    module: 'preserve',
    moduleResolution: 'bundler',
    verbatimModuleSyntax: true,
    files: ['consumer.mts'],
  },
};

function checkTypes() {
  for (const [name, { files, ...options }] of Object.entries(settings)) {
    const compilerOptions = {
      ...options,
      target: 'es2022',
      lib: ['es2022', 'esnext.disposable'],
      types: ['node'],
      strict: true,
      noEmit: true,
      isolatedModules: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
    };
    const path = join(home, `tsconfig.${name}.json`);
    writeFileSync(path, JSON.stringify({ compilerOptions, files }));
    run(join(root, 'node_modules/.bin/tsc'), ['-p', path], { cwd: home });
  }
  console.log(`consumers: the types hold with ${Object.keys(settings).join(' and ')}`);
}

const entry = join(home, 'bundled.mjs');
const output = (name) => join(home, 'out', name);

/** As docs/installing.md says; each gives the file that is to run. */
const bundlers = {
  async esbuild() {
    const outfile = output('esbuild.mjs');
    const options = { bundle: true, platform: 'node', format: 'esm', external: ['bufferswitch'] };
    await esbuild({ ...options, entryPoints: [entry], outfile });
    return outfile;
  },
  async vite() {
    await vite({
      root: home,
      logLevel: 'warn',
      configFile: false,
      build: { ssr: entry, outDir: output('vite') },
    });
    return output('vite/bundled.js');
  },
  async webpack() {
    const externals = ({ request }, answer) =>
      /^bufferswitch(\/|$)/.test(request) ? answer(null, `module ${request}`) : answer();
    const compiler = webpack({
      mode: 'production',
      target: 'node20',
      context: home,
      entry,
      externals,
      experiments: { outputModule: true },
      output: { path: output('webpack'), filename: 'bundled.mjs', module: true },
    });
    const stats = await new Promise((resolve, reject) =>
      compiler.run((error, result) => (error ? reject(error) : resolve(result))),
    );
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
    return output('webpack/bundled.mjs');
  },
};

async function checkBundlers() {
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }');
  for (const [name, bundle] of Object.entries(bundlers)) {
    const file = await bundle();
    const printed = capture(process.execPath, [file, speech], { cwd: home, timeout: 60_000 });
    if (!/^\d+ frames were played\n$/.test(printed))
      throw new Error(`${name} made a program that says ${printed}`);
    console.log(`consumers: ${name}: ${printed.trim()}`);
  }
  await bundleFiles();
}

/** What needs no addon may go into the bundle: it runs where the package is not. */
async function bundleFiles() {
  const contents = `import { openAudioFile } from 'bufferswitch/files';
    console.log((await openAudioFile(process.argv[2])).format.channels, 'channels');`;
  const outfile = output('files.mjs');
  const stdin = { contents, resolveDir: home };
  await esbuild({ bundle: true, platform: 'node', format: 'esm', stdin, outfile });
  rmSync(join(home, 'node_modules'), { recursive: true });
  const printed = capture(process.execPath, [outfile, speech], { cwd: home, timeout: 60_000 });
  if (printed !== '2 channels\n') throw new Error(`The bundle with the files alone says ${printed}`);
  console.log('consumers: bufferswitch/files runs within a bundle');
}

const checks = { publint: checkPackage, types: checkTypes, bundlers: checkBundlers };
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(checks);
const packages = packEverything(join(home, 'packed'));
install(packages);
for (const name of chosen) {
  if (!(name in checks))
    throw new RangeError(`Expected one of ${Object.keys(checks).join(', ')}, not ${name}`);
  await checks[name](packages);
}
