// Runs Windows programs on Linux: one Wine prefix of our own, kept between runs.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from './run.mjs';

const home = join(scratch, 'wine');
const prefix = join(home, 'prefix');

/** What a program needs to run in the prefix. */
export const environment = {
  ...process.env,
  WINEPREFIX: prefix,
  WINEARCH: 'win64',
  WINEDEBUG: '-all',
  // No offer to download a .NET runtime or a browser engine into a new prefix.
  WINEDLLOVERRIDES: 'mscoree=;mshtml=',
};

/** How Windows sees a file of this machine. */
export const windowsPath = (path) => `Z:${path.replaceAll('/', '\\')}`;

/**
 * A command line whose program, and all that it starts, has its memory where it always is. Debian's Wine has no preloader:
 * Linux puts its heap anywhere within a gigabyte, now and then over the one page (0x7ffe0000) where Windows has to have its
 * clock, and then Wine ends at once with 1 and says nothing.
 */
export const atFixedAddresses = (...command) => ['setarch', '-R', ...command];

const [start, ...wine] = atFixedAddresses('wine');

/** Starts a program under Wine and does not wait for it; `options`: of `spawn`. */
export const spawnWine = (args, options) => spawn(start, [...wine, ...args], options);

/** What a program under Wine is started with. Its output goes to a file: Node under Wine cannot open a pipe that it inherits. */
function startOptions(file, { seconds, cwd, env = {} }) {
  return {
    stdio: ['ignore', file, file],
    env: { ...environment, ...env },
    cwd,
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
  };
}

const logPath = ({ log }) => join(home, `${log}.log`);

const logged = (options) => readFileSync(logPath(options), 'utf8').replaceAll('\r\n', '\n');

/**
 * Runs a program to its end and gives back its exit code and what it wrote. `options`: `log`, the name of the file with its
 * output; `seconds`, after which everything in the prefix is ended; `cwd`; `env`, beside what Wine needs.
 */
export function runWine(args, options) {
  const file = openSync(logPath(options), 'w');
  const { status, error } = spawnSync(start, [...wine, ...args], startOptions(file, options));
  closeSync(file);
  const timedOut = error?.code === 'ETIMEDOUT';
  if (timedOut) spawnSync('wineserver', ['-k'], { env: environment });
  else if (error) throw error;
  return { code: status, output: logged(options), timedOut };
}

/**
 * As runWine, beside others: `log` is this program's alone, and past the deadline no other program in the prefix is ended.
 */
export async function runWineBeside(args, options) {
  const file = openSync(logPath(options), 'w');
  const child = spawnWine(args, startOptions(file, options));
  closeSync(file);
  const [code, signal] = await once(child, 'exit');
  return { code, output: logged(options), timedOut: signal === 'SIGKILL' };
}

/** As runWine, for a program that must succeed; prints its output. */
export function mustRunWine(args, options) {
  return checked(args, options, runWine(args, options));
}

/** As runWineBeside, for a program that must succeed; prints its output. */
export async function mustRunWineBeside(args, options) {
  return checked(args, options, await runWineBeside(args, options));
}

function checked(args, options, { code, output, timedOut }) {
  process.stdout.write(output);
  if (code === 0) return output;
  console.error(
    `${args[0]} under Wine: ${timedOut ? `not done after ${options.seconds} s` : `exit code ${code}`}`,
  );
  return process.exit(1);
}

/** Another one has the prefix made anew. */
const prefixVersion = '3';

/** Creates the prefix, or takes the one that is there and complete. */
export function preparePrefix() {
  const complete = join(prefix, '.complete');
  if (existsSync(complete) && readFileSync(complete, 'utf8') === prefixVersion) return;
  rmSync(prefix, { recursive: true, force: true });
  mkdirSync(prefix, { recursive: true });
  mustRunWine(['wineboot', '-i'], { log: 'wineboot', seconds: 180 });
  // Node refuses to start on anything older.
  mustRunWine(['winecfg', '-v', 'win10'], { log: 'winecfg', seconds: 60 });
  // There is no screen; with the null driver windows exist all the same.
  const graphics = ['/v', 'Graphics', '/d', 'null', '/f'];
  mustRunWine(['reg', 'add', 'HKCU\\Software\\Wine\\Drivers', ...graphics], { log: 'reg', seconds: 60 });
  // No sound but where it is tested (scripts/wasapi.mjs): looking for an audio server takes time, and complains.
  useAudio('');
  // A program that crashes is to end, as on Windows, and not to wait for Wine's debugger.
  const debug = 'HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\AeDebug';
  for (const [name, value] of [
    ['Debugger', 'cmd.exe /c exit 0'],
    ['Auto', '1'],
  ]) {
    mustRunWine(['reg', 'add', debug, '/v', name, '/d', value, '/f'], { log: 'reg', seconds: 60 });
  }
  writeFileSync(complete, prefixVersion);
}

/** Which of Wine's ways to a sound card programs get from now on: `pulse`, `alsa`, or none. */
export function useAudio(name) {
  const value = ['/v', 'Audio', '/t', 'REG_SZ', '/d', name, '/f'];
  mustRunWine(['reg', 'add', 'HKCU\\Software\\Wine\\Drivers', ...value], { log: 'reg', seconds: 60 });
}

/** Where the scripts keep what belongs to Windows: the prefix, node.exe, its node_modules. */
export const wineHome = home;
