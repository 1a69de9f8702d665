/** Audio files, read and written without altering a sample: see `docs/files.md`. Does not load the addon. */

export type { AudioBlock, AudioFile } from './audio-file.js';
export { AudioFileError, type AudioFileReason } from './audio-file-error.js';
export type { AudioFileWriter, WritableContainer } from './audio-file-writer.js';
export type { AudioFormat, Encoding } from './audio-format.js';
export type { AudioSource } from './byte-source.js';
export { type CreateAudioFileOptions, createAudioFile, type NewAudioFile } from './create-audio-file.js';
export type { Container } from './decoder.js';
export type { StreamFormat } from './delivery.js';
export { type OpenAudioFileOptions, openAudioFile } from './open-audio-file.js';
export type { RawFormat } from './read-raw.js';
