/**
 * The command line as somebody starts it: in a terminal, or with its output somewhere else. With WINDOWS_NODE it is the
 * Windows program, in the console that Wine makes of a terminal.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { removeFolder } from '../helpers/remove-folder.js';
import { Screen, type Size } from './screen.js';

const windowsNode = process.env['WINDOWS_NODE'];

/** The program is the Windows one. */
export const isWine = windowsNode !== undefined;

const helper = fileURLToPath(new URL('pseudo-terminal.py', import.meta.url));
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const program =
  windowsNode === undefined
    ? [process.execPath, main]
    : ['wine', windowsNode, `Z:${main.replaceAll('/', '\\')}`];

export interface Session extends Disposable {
  readonly screen: Screen;
  /** Presses keys. */
  type(keys: string): void;
  resize(size: Size): Promise<void>;
  /** Closes the window. */
  hangUp(): void;
  /** The exit code, once the program has ended and the screen shows all of it. */
  readonly ended: Promise<number>;
}

export interface Piped {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Place extends Partial<Size> {
  readonly env?: Readonly<Record<string, string>>;
  readonly reflows?: boolean;
}

export const ctrlC = '\x03';

/** Nothing that this run happens to have decides about colours, or what drivers there are. */
function environment(folder: string, env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = { ...process.env };
  // Node takes a machine with CI for one without colours.
  for (const name of ['CI', 'NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'NODE_OPTIONS'])
    delete inherited[name];
  return { ...inherited, TERM: 'xterm-256color', CWASIO_DIR: join(folder, 'no-drivers'), ...env };
}

const exitOf = (child: ChildProcess) =>
  new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? -1));
  });

/** A folder for one test file, and what runs the program in it. */
export function desk() {
  const folder = mkdtempSync(join(tmpdir(), 'bufferswitch-terminal-'));
  afterAll(() => removeFolder(folder));
  let count = 0;

  function inTerminal(args: readonly string[], place: Place = {}): Session {
    const { columns = 80, rows = 24, env, reflows } = place;
    const screen = new Screen({ columns, rows }, reflows);
    const child = spawn('python3', [helper, String(columns), String(rows), ...program, ...args], {
      cwd: folder,
      env: environment(folder, env),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdout.on('data', (bytes: Buffer) => screen.feed(bytes));
    child.stdin.on('error', () => {}); // it has ended meanwhile
    const tell = (order: string) => void child.stdin.write(`${order}\n`);
    return {
      screen,
      type: (keys) => tell(`type ${Buffer.from(keys).toString('hex')}`),
      async resize(size) {
        await screen.settled();
        screen.resize(size);
        tell(`resize ${size.columns} ${size.rows}`);
      },
      hangUp: () => tell('hangup'),
      ended: exitOf(child).then(async (code) => {
        await screen.settled();
        return code;
      }),
      [Symbol.dispose]: () => child.stdin.destroy(), // which ends the program
    };
  }

  /** With pipes; under Wine, where Node cannot write to one that it inherits, with files. */
  async function piped(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Piped> {
    count++;
    const [command = '', ...first] = program;
    const names = ['out', 'err'].map((name) => join(folder, `${name}-${count}.txt`));
    const files = isWine ? names.map((name) => openSync(name, 'w')) : [];
    const child = spawn(command, [...first, ...args], {
      cwd: folder,
      env: environment(folder, env),
      stdio: ['ignore', ...(isWine ? files : ['pipe' as const, 'pipe' as const])],
      timeout: 30_000,
    });
    const texts = ['', ''];
    for (const [i, stream] of [child.stdout, child.stderr].entries()) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        texts[i] += text;
      });
    }
    const code = await exitOf(child);
    for (const file of files) closeSync(file);
    const [stdout = '', stderr = ''] = isWine ? names.map((name) => readFileSync(name, 'utf8')) : texts;
    return { code, stdout, stderr };
  }

  /** Whoever reads that stream leaves before anything has come. */
  async function unread(args: readonly string[], left: 'stdout' | 'stderr'): Promise<Piped> {
    const [command = '', ...first] = program;
    const child = spawn(command, [...first, ...args], {
      cwd: folder,
      env: environment(folder),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 30_000,
    });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      if (name === left) child[name].destroy();
      else
        child[name].setEncoding('utf8').on('data', (text: string) => {
          texts[name] += text;
        });
    }
    return { code: await exitOf(child), ...texts };
  }

  mkdirSync(join(folder, 'no-drivers'));
  return { folder, path: (name: string) => join(folder, name), inTerminal, piped, unread };
}
