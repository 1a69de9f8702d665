// The package as somebody gets it: installed by the README's own command into an empty folder, from a registry that has
// nothing else, with scripts blocked and no compiler to be found; then the README's first program, `require`, and the
// command line. After that once more without a registry. With npm 11 and npm 12, on Linux and, with Wine, on Windows.
// Node under Wine 8 cannot connect to anything, so there npm has from the start what npm on Linux has put into its cache.
// Expects dist/ and prebuilds/ to be built. Arguments choose: linux, windows; none means both.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packEverything, serve } from './local-registry.mjs';
import { linuxNode, npmPackage, windowsNode } from './programs.mjs';
import { commands, firstExample, firstOutput } from './readme.mjs';
import { preparePrefix, runWineBeside, windowsPath } from './wine.mjs';

/** Not in a folder of this repository: npm takes a folder above that has a package.json for the project. */
const home = mkdtempSync(join(tmpdir(), 'install-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));

/** npm 12 blocks scripts by itself and wants a newer Node than the oldest that we support. */
const clients = [
  { npm: '11.21.2', linux: '20.19.0', windows: '20.20.2', options: { npm_config_ignore_scripts: 'true' } },
  { npm: '12.2.2', linux: '22.23.3', windows: '22.23.3', options: {} },
];

/** Whatever is wanted of the network beside the registry finds nobody there. */
const noNetwork = {
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  no_proxy: '127.0.0.1',
};

const programs = {
  'example.mjs': firstExample(),
  'required.cjs':
    "const { listDrivers } = require('bufferswitch');\nconsole.log(listDrivers().map(({ id }) => id).join());\n",
};

/** How Node is run on Linux, with a path that leads to it and to a shell and to nothing else. */
function linux({ linux: version }, folder) {
  const bin = join(folder, 'bin');
  if (!existsSync(bin)) {
    mkdirSync(bin);
    symlinkSync(linuxNode(version), join(bin, 'node'));
    symlinkSync('/bin/sh', join(bin, 'sh'));
  }
  return async (args, env) => {
    const log = join(folder, 'output.log');
    const file = openSync(log, 'w');
    const environment = { PATH: bin, HOME: folder, ...noNetwork, ...env };
    const cwd = join(folder, 'project');
    const child = spawn(join(bin, 'node'), args, {
      cwd,
      env: environment,
      stdio: ['ignore', file, file],
      timeout: 120_000,
    });
    closeSync(file);
    const [code] = await once(child, 'exit');
    return { code, output: readFileSync(log, 'utf8') };
  };
}

/** What npm has been told here, by whoever has started this script, is not for the npm that is tried. */
const withoutOurs = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => /^npm_/i.test(name))
    .map((name) => [name, undefined]),
);

function windows(client, folder) {
  const node = windowsNode(client.windows);
  return (args, env) =>
    runWineBeside([node, ...args], {
      log: `install-npm-${client.npm}`,
      seconds: 240,
      cwd: join(folder, 'project'),
      env: { ...withoutOurs, ...noNetwork, ...env },
    });
}

const words = commands('Install')[0][0].split(' ');
if (words[0] !== 'npm') throw new Error(`The README installs by ${words.join(' ')}`);

/** What npm is to know. `shown`: how the system sees a path. */
const settingsOf = (address, folder, shown, { options }) => ({
  npm_config_registry: address,
  npm_config_cache: shown(join(folder, 'cache')),
  npm_config_userconfig: shown(join(folder, 'npmrc')),
  npm_config_audit: 'false',
  npm_config_update_notifier: 'false',
  npm_config_loglevel: 'warn',
  ...options,
});

/** Runs one thing after the other in an empty project; what does not end well is an error with what it said. */
function project(name, client, folder, { execute, shown, settings }) {
  const npm = npmPackage(client.npm);
  mkdirSync(join(folder, 'project'), { recursive: true });
  const must = async (what, args) => {
    const { code, output } = await execute(args, settings);
    if (code !== 0) throw new Error(`${name}, npm ${client.npm}: ${what} ended with ${code}\n${output}`);
    return output;
  };
  return {
    must,
    npm: (...args) => must(`npm ${args.join(' ')}`, [shown(join(npm, 'bin/npm-cli.js')), ...args]),
    npx: (...args) => must(`npx ${args.join(' ')}`, [shown(join(npm, 'bin/npx-cli.js')), ...args]),
  };
}

async function install({ npm }) {
  const output = await npm(...words.slice(1));
  if (/warn|script/i.test(output)) throw new Error(`${words.join(' ')} said\n${output}`);
}

/**
 * What `npx bufferswitch list --json` prints. npm makes a batch file of the command on Windows, which Wine's cmd cannot run:
 * there it is read which program it starts.
 */
function commandLine({ must, npx }, folder, isWindows) {
  const args = ['list', '--json'];
  if (!isWindows) return npx('bufferswitch', ...args);
  const batch = readFileSync(join(folder, 'project/node_modules/.bin/bufferswitch.cmd'), 'utf8');
  const [, program] = /"%dp0%\\\.\.\\([^"]+)" %\*/.exec(batch) ?? [];
  if (program === undefined) throw new Error(`This starts nothing:\n${batch}`);
  return must('bufferswitch list', [`node_modules\\${program}`, ...args]);
}

async function use(tools, folder, isWindows = false) {
  const { must } = tools;
  for (const [file, text] of Object.entries(programs)) writeFileSync(join(folder, 'project', file), text);
  const output = await must('the first example', ['example.mjs']);
  if (output.trimEnd().split(/\r?\n/).at(-1) !== firstOutput())
    throw new Error(`The first example printed\n${output}`);
  const required = await must('require', ['required.cjs']);
  if (!required.includes('built-in:loopback') || /warning/i.test(required)) throw new Error(required);
  const { drivers } = JSON.parse(await commandLine(tools, folder, isWindows));
  if (!drivers.some(({ id }) => id === 'built-in:loopback')) throw new Error('npx bufferswitch list');
}

async function walk(client, packages) {
  const folder = join(home, `npm-${client.npm}`);
  const registry = await serve(packages);
  const settings = settingsOf(registry.address, folder, (path) => path, client);
  mkdirSync(folder);
  const here = project('Linux', client, folder, {
    execute: linux(client, folder),
    shown: (path) => path,
    settings,
  });
  await install(here);
  if (chosen.includes('linux')) await use(here, folder);
  await registry.close();

  // The same without a network.
  const offline = { npm_config_offline: 'true' };
  for (const name of chosen) {
    rmSync(join(folder, 'project'), { recursive: true });
    const shown = name === 'windows' ? windowsPath : (path) => path;
    const execute = systems[name](client, folder);
    const settings = { ...settingsOf(registry.address, folder, shown, client), ...offline };
    const there = project(name, client, folder, { execute, shown, settings });
    await install(there);
    await use(there, folder, name === 'windows');
    console.log(`install: ${name}, npm ${client.npm}, Node ${client[name]}: the README's first program runs`);
  }
}

const systems = { linux, windows };
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(systems);
const unknown = chosen.find((name) => !(name in systems));
if (unknown !== undefined) throw new RangeError(`Expected linux or windows, not ${unknown}`);
if (chosen.includes('windows')) preparePrefix();
const packages = packEverything(join(home, 'packed'));
for (const client of clients) await walk(client, packages);
