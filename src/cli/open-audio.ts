import type { AudioFile } from '../files/audio-file.js';
import { isDsd } from '../files/audio-format.js';
import { openAudioFile } from '../files/open-audio-file.js';
import { CommandError, exitCode } from './command.js';
import type { Terminal } from './terminal.js';

/** Opens a file to be played. What is wrong with it is told; a file without audio, and DSD, are refused. */
export async function openAudio(path: string, terminal: Terminal): Promise<AudioFile> {
  const file = await openAudioFile(path);
  try {
    if (isDsd(file.format.encoding)) throw refused(`${path}: holds DSD, which this command does not play`);
    if (file.problem !== null) terminal.warn(`${path}: ${file.problem}`);
    if (file.frames === 0) throw refused(`${path}: holds no audio`);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function refused(what: string): CommandError {
  return new CommandError(exitCode.failure, what);
}
