import type { AudioFile } from '../files/audio-file.js';
import { type OpenAudioFileOptions, openAudioFile } from '../files/open-audio-file.js';
import { CommandError, exitCode, usageError } from './command.js';
import type { Terminal } from './terminal.js';

/** Opens a file to be played. What is wrong with it is told; a file without audio is refused. */
export async function openAudio(
  path: string,
  terminal: Terminal,
  options: OpenAudioFileOptions = {},
): Promise<AudioFile> {
  return await checked(await openInOneOrder(path, options), terminal);
}

/** Opens what comes through the standard input. An interrupt ends it, also while nothing comes. */
export async function openStdin(
  terminal: Terminal,
  signal: AbortSignal,
  options: OpenAudioFileOptions = {},
): Promise<AudioFile> {
  const { stdin } = process;
  if (stdin.isTTY) throw usageError('- is the standard input, and that is a terminal: pipe audio into it');
  signal.throwIfAborted();
  signal.addEventListener('abort', () => stdin.destroy(), { once: true });
  return await checked(await openAudioFile(stdin, options), terminal);
}

/** DSD comes with the first sample in the highest bit, so that a DSF file can follow a DSDIFF file in one stream. */
async function openInOneOrder(path: string, options: OpenAudioFileOptions): Promise<AudioFile> {
  const file = await openAudioFile(path, options);
  if (file.streamFormat !== 'dsd-lsb' || !file.seekable) return file;
  await file.close();
  return await openAudioFile(path, { ...options, streamFormat: 'dsd-msb' });
}

async function checked(file: AudioFile, terminal: Terminal): Promise<AudioFile> {
  if (file.problem !== null) terminal.warn(`${file.path}: ${file.problem}`);
  if (file.frames !== 0) return file;
  await file.close();
  throw new CommandError(exitCode.failure, `${file.path}: holds no audio`);
}
