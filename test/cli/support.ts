import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type AudioFile, createAudioFile, type NewAudioFile, openAudioFile } from 'bufferswitch/files';
import { afterAll } from 'vitest';
import { testWords } from '../files/support.js';
import { removeFolder } from '../helpers/remove-folder.js';

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** A recording that comes with the package: speech, 48 kHz, 24 bits, two channels. */
export const speech = fileURLToPath(new URL('../../examples/speech.wav', import.meta.url));

/** Signals end a process at once on Windows; there is nothing to catch. */
export const hasSignals = process.platform !== 'win32';

/** What a command line did. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Command {
  readonly env?: Readonly<Record<string, string>>;
  /** Modules to load first. */
  readonly imports?: readonly string[];
  /** The file that its standard input is; without it there is none. */
  readonly input?: string;
  /** What comes through a pipe instead, in pieces; it stays open behind them where the last one is null. */
  readonly piped?: readonly (Uint8Array | null)[];
  /** Called when the program runs; may send it signals. */
  readonly whileRunning?: (kill: (signal: NodeJS.Signals) => void) => Promise<void>;
}

/** A directory for the files of one test file, gone afterwards, and what runs the program with its output there. */
export function workshop() {
  const directory = mkdtempSync(join(tmpdir(), 'bufferswitch-cli-'));
  afterAll(() => removeFolder(directory));
  let count = 0;

  /** Output goes to files: under Wine, Node cannot write to a pipe that it inherits. */
  async function run(args: readonly string[], command: Command = {}): Promise<Outcome> {
    count++;
    const names = ['out', 'err'].map((name) => join(directory, `${name}-${count}.txt`));
    const handles = names.map((name) => openSync(name, 'w'));
    const input = command.input === undefined ? undefined : openSync(command.input, 'r');
    const stdin = command.piped === undefined ? (input ?? 'ignore') : 'pipe';
    const imports = (command.imports ?? []).flatMap((path) => ['--import', pathToFileURL(path).href]);
    const child = spawn(process.execPath, [...imports, program, ...args], {
      cwd: directory,
      env: { ...process.env, CWASIO_DIR: join(directory, 'no-drivers'), ...command.env },
      stdio: [stdin, ...handles],
    });
    if (input !== undefined) closeSync(input);
    child.stdin?.on('error', () => {}); // it may have had enough
    for (const piece of command.piped ?? []) if (piece !== null) child.stdin?.write(piece);
    if (command.piped?.at(-1) !== null) child.stdin?.end();
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    try {
      await command.whileRunning?.((signal) => child.kill(signal));
      const code = await ended;
      const [stdout = '', stderr = ''] = names.map((name) => readFileSync(name, 'utf8'));
      return { code, stdout, stderr };
    } finally {
      for (const handle of handles) closeSync(handle);
      child.kill('SIGKILL');
    }
  }

  return { directory, run, path: (name: string) => join(directory, name) };
}

/** Waits until a file is larger than `bytes`; fails after so many seconds. */
export async function grownBeyond(path: string, bytes: number, seconds = 10): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!existsSync(path) || statSync(path).size <= bytes) {
    if (performance.now() > deadline) throw new Error(`${path} has not grown beyond ${bytes} bytes`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The same memory as the samples that a file of this format takes. */
function asFloats(channels: readonly Int32Array[], { encoding }: Pick<NewAudioFile, 'encoding'>) {
  return encoding === 'float32' ? channels.map((words) => new Float32Array(words.buffer)) : channels;
}

/** Writes a file of noise in which every bit is in use. */
export async function makeWav(path: string, format: NewAudioFile, frames: number): Promise<Int32Array[]> {
  const channels = Array.from({ length: format.channels }, (_, i) => testWords(format.encoding, frames, i));
  const writer = await createAudioFile(path, format);
  await writer.write(asFloats(channels, format));
  await writer.close();
  return channels;
}

/** All samples of a file as 32-bit words. */
export async function readWav(path: string): Promise<{ reader: AudioFile; channels: Int32Array[] }> {
  const reader = await openAudioFile(path);
  const channels = Array.from({ length: reader.format.channels }, () => new Int32Array(reader.frames ?? 0));
  await reader.read(asFloats(channels, reader.format));
  await reader.close();
  return { reader, channels };
}
