// The README as somebody walks it who has nothing: in a bare Debian, made for that, with Node and npm and no compiler, every
// command of its sections Install, A first sound and The command line is run as it is written, and so are its first programs. The
// interface that it talks of, "Fireface", is the virtual driver, installed under that name. With the argument `clone` the second half of Install in its place: with a
// compiler, from a clone, with the packages of npm's registry. Needs root and debootstrap, and minutes; `npm run test:newcomer`.
//   SUITE      the Debian to make; bullseye has glibc 2.31. Default: bookworm
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { packEverything, serve } from './local-registry.mjs';
import { linuxNode, npmPackage } from './programs.mjs';
import { commands, firstExample, programOf } from './readme.mjs';
import { capture, root, run, scratch } from './run.mjs';

const suite = process.env.SUITE ?? 'bookworm';
const home = join(scratch, 'newcomer');
const isClone = process.argv.includes('clone');
const debian = join(home, isClone ? `${suite}-compiler` : suite);

/** What is not done within seconds because it ends with the user: told to end after so many. */
const endless = new Map([
  ['npx bufferswitch meter', 5],
  ['npx bufferswitch record band.wav', 8],
]);

/**
 * What is not there, which the command is to say: of the virtual driver a window, and another clock than its own; and audio
 * devices of Windows.
 */
const refused = new Map([
  ['npx bufferswitch panel', 'panel'],
  ['npx bufferswitch clock', 'it has 0 (Internal)'],
  ['npx bufferswitch play music.wav --driver wasapi', 'There is no driver'],
]);

function makeDebian() {
  if (existsSync(join(debian, '.made'))) return;
  rmSync(debian, { recursive: true, force: true });
  mkdirSync(debian, { recursive: true });
  const packages = '--include=ca-certificates,git,g++,make,python3';
  run('debootstrap', ['--variant=minbase', ...(isClone ? [packages] : []), suite, debian]);
  writeFileSync(join(debian, '.made'), '');
}

function installNode() {
  copyFileSync(linuxNode('20.20.0'), join(debian, 'usr/local/bin/node'));
  const npm = npmPackage('11.21.2');
  const place = join(debian, 'usr/local/lib/node_modules/npm');
  rmSync(place, { recursive: true, force: true });
  cpSync(npm, place, { recursive: true, verbatimSymlinks: true });
  for (const name of ['npm', 'npx']) {
    run('ln', ['-sf', `../lib/node_modules/npm/bin/${name}-cli.js`, join(debian, 'usr/local/bin', name)]);
  }
  cpSync('/etc/ssl/certs/ca-certificates.crt', join(debian, 'etc/ssl/certs/ca-certificates.crt'));
  cpSync('/etc/resolv.conf', join(debian, 'etc/resolv.conf'));
}

/** Runs a command line in the Debian, in /root/`folder`; ended as by Ctrl+C after `seconds` where it is endless. */
async function execute(command, folder, environment, seconds) {
  const mounts =
    'mount -t proc proc "$1/proc" && mount -t tmpfs shm "$1/dev/shm" && exec chroot "$1" /bin/sh -c "$2"';
  const limited = seconds === undefined ? command : `timeout --signal=INT ${seconds} ${command}`;
  mkdirSync(join(debian, 'root', folder), { recursive: true });
  mkdirSync(join(debian, 'dev/shm'), { recursive: true });
  const log = openSync(join(home, 'output.log'), 'w');
  const child = spawn(
    'unshare',
    ['--mount', 'sh', '-c', mounts, 'sh', debian, `cd /root/${folder} && ${limited}`],
    {
      stdio: ['ignore', log, log],
      env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/root', ...environment },
      timeout: 1_500_000,
    },
  );
  closeSync(log);
  const [code] = await once(child, 'exit');
  return { code, output: readFileSync(join(home, 'output.log'), 'utf8') };
}

const failures = [];

async function step(command, folder, environment) {
  const find = (table) => [...table].find(([start]) => command.startsWith(start))?.[1];
  const [seconds, refusal] = [find(endless), find(refused)];
  const { code, output } = await execute(command, folder, environment, seconds);
  const isGood =
    refusal === undefined ? code === 0 || isEnded(code, seconds) : code === 3 && output.includes(refusal);
  console.log(isGood ? `works  ${command}` : `FAILED ${command} (${code})\n${output}`);
  if (!isGood) failures.push(command);
}

/** What `timeout` says of a program that it has told to end, and a program that was interrupted. */
const isEnded = (status, seconds) => seconds !== undefined && [124, 130].includes(status);

async function walkPackage() {
  for (const path of ['root/app', 'root/cache', 'etc/cwASIO']) {
    rmSync(join(debian, path), { recursive: true, force: true });
  }
  const packages = packEverything(join(home, 'packed'));
  const registry = await serve(packages);
  const settings = { npm_config_registry: registry.address, npm_config_cache: '/root/cache' };
  const [install] = commands('Install');
  for (const command of install) await step(command, 'app', settings);
  await registry.close();
  writeFileSync(join(debian, 'root/app/example.mjs'), firstExample());
  await step('node example.mjs', 'app', settings);

  mkdirSync(join(debian, 'root/app/album'), { recursive: true });
  const speech = join(root, 'examples/speech.wav');
  for (const name of ['album/1.wav', 'album/2.wav', 'speech.wav', 'music.wav'])
    copyFileSync(speech, join(debian, 'root/app', name));
  writeFileSync(join(debian, 'root/app/album.dsf'), dsf());
  await step(
    'npx bufferswitch driver install --name Fireface --settings "inputs=16;outputs=16"',
    'app',
    settings,
  );
  for (const command of commands('A first sound').flat()) await step(command, 'app', settings);
  const tone = programOf('A first sound');
  writeFileSync(join(debian, 'root/app', tone.file), tone.code);
  await step(tone.command, 'app', settings);
  for (const command of commands('The command line').flat()) await step(command, 'app', settings);
}

/** A tenth of a second of two channels of DSD64 that play silence, as a DSF file. */
function dsf() {
  const [block, blocks] = [4096, 9];
  const audio = Buffer.alloc(2 * block * blocks, 0x69);
  const head = Buffer.alloc(92);
  head.write('DSD ', 0, 'latin1');
  head.writeBigUInt64LE(28n, 4);
  head.writeBigUInt64LE(BigInt(head.length + audio.length), 12);
  head.write('fmt ', 28, 'latin1');
  head.writeBigUInt64LE(52n, 32);
  for (const [index, value] of [1, 0, 2, 2, 2822400, 1].entries()) head.writeUInt32LE(value, 40 + 4 * index);
  head.writeBigUInt64LE(BigInt(8 * block * blocks), 64);
  head.writeUInt32LE(block, 72);
  head.write('data', 80, 'latin1');
  head.writeBigUInt64LE(BigInt(12 + audio.length), 84);
  return Buffer.concat([head, audio]);
}

async function walkClone() {
  rmSync(join(debian, 'root/src'), { recursive: true, force: true });
  run('git', ['clone', '--quiet', '--bare', root, join(debian, 'root/src/bufferswitch.git')]);
  const nodedir = process.env.npm_config_nodedir ?? dirname(dirname(process.execPath));
  cpSync(join(nodedir, 'include/node'), join(debian, 'opt/node/include/node'), { recursive: true });
  const certificates = process.env.NODE_EXTRA_CA_CERTS;
  const settings = {
    ...(certificates && { NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt' }),
    npm_config_nodedir: '/opt/node',
    npm_config_registry: capture('npm', ['config', 'get', 'registry']).trim(),
  };
  const lines = commands('Install')[1].map((line) =>
    line.replace('REPOSITORY', '/root/src/bufferswitch.git'),
  );
  const [clone, ...others] = lines;
  await step(clone, 'src', settings);
  for (const command of others) await step(command, 'src/bufferswitch', settings);
}

makeDebian();
installNode();
await (isClone ? walkClone() : walkPackage());
console.log(`newcomer: ${suite}, ${failures.length} of the README's commands failed`);
if (failures.length > 0) process.exitCode = 1;
