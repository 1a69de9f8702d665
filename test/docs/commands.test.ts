/** Every command line in the documents is run as it stands there: by a shell, with drivers of the names that it uses. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, it } from 'vitest';
import { installDrivers, layOut } from './material.js';
import { allBlocks, type Block, nameOf, root } from './pages.js';
import { workplace } from './programs.js';

const place = join(workplace, '..', 'commands');
const blocks = allBlocks.filter(({ language }) => language === 'sh');

/** Without what is said about them. */
const commandsOf = ({ code }: Block) =>
  code
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, ''))
    .filter((line) => line.trim() !== '');

/** These go on until Ctrl+C, which they get as soon as their stream runs. */
const interrupting = pathToFileURL(join(root, 'test/cli/interrupt-on-start.mjs'));
const goesOn = (command: string) =>
  (/ (meter|record) /.test(`${command} `) && !command.includes('--duration')) ||
  command.includes('--start-at');

/** The virtual driver has no window of its own. */
const expectedCode = (command: string) => (goesOn(command) ? 130 : command.includes(' panel ') ? 3 : 0);

/** `npx bufferswitch` is this package as it was built; a film is silence. */
function makePrograms(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const npx = `[ "$1" = bufferswitch ] || exit 127\nshift\nexec "${process.execPath}" "${join(root, 'dist/cli/main.js')}" "$@"`;
  for (const [name, script] of [
    ['npx', npx],
    ['ffmpeg', 'head -c 28800 /dev/zero'],
  ] as const) {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

async function runCommand(command: string, folder: string): Promise<Ended> {
  const path = join(folder, 'output.txt');
  const output = openSync(path, 'w');
  const env = {
    ...process.env,
    PATH: `${join(place, 'bin')}${delimiter}${process.env['PATH']}`,
    CWASIO_DIR: join(folder, 'drivers'),
    ...(goesOn(command) && { NODE_OPTIONS: `--import ${interrupting}` }),
  };
  const child = spawn('sh', ['-c', command], {
    cwd: folder,
    env,
    stdio: ['ignore', output, output],
    timeout: 60_000,
  });
  try {
    const [code] = await once(child, 'exit');
    return { code, output: readFileSync(path, 'utf8') };
  } finally {
    closeSync(output);
    child.kill('SIGKILL');
  }
}

/** Lines that take a driver away need one that was installed by a line before them: those of the block stay together. */
const runsOf = (block: Block) => {
  const commands = commandsOf(block);
  return commands.some((command) => command.includes('uninstall'))
    ? [commands]
    : commands.map((one) => [one]);
};

describe('command lines in the documents', () => {
  const material = join(place, 'material');
  beforeAll(async () => {
    rmSync(place, { recursive: true, force: true });
    makePrograms(join(place, 'bin'));
    await layOut(material);
  });

  const runs = blocks
    .filter(({ noRun }) => noRun === null)
    .flatMap((block) => runsOf(block).map((run) => ({ block, run })));
  for (const [index, { block, run }] of runs.entries()) {
    it.concurrent(`${nameOf(block)} ${run.join('; ')}`, async () => {
      const folder = join(place, String(index));
      cpSync(material, folder, { recursive: true });
      for (const command of run) {
        if (!/\bnpx bufferswitch\b/.test(command)) throw new Error('This is not ours: say why it is not run');
        // Somebody who waits for a sound waits in real time.
        installDrivers(join(folder, 'drivers'), ['Fireface'], goesOn(command) ? 'realtime' : 'freerun');
        const { code, output } = await runCommand(command, folder);
        if (code !== expectedCode(command)) throw new Error(`"${command}" ended with ${code}:\n${output}`);
      }
    }, 120_000);
  }
});
