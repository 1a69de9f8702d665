import { WavReader } from '../files/wav-reader.js';
import { CommandError, exitCode } from './command.js';
import type { Terminal } from './terminal.js';

/** Opens a file to be played. What is wrong with it is told; a file without audio is refused. */
export async function openWav(path: string, terminal: Terminal): Promise<WavReader> {
  const reader = await WavReader.open(path);
  if (reader.problem !== null) terminal.warn(`${path}: ${reader.problem}`);
  if (reader.frames > 0) return reader;
  await reader.close();
  throw new CommandError(exitCode.failure, `${path}: holds no audio`);
}
