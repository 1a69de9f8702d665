/** What a program in CommonJS may write; compiled only. */
import { BufferSwitchError, type ErrorCode, openDevice } from 'bufferswitch';

import files = require('bufferswitch/files');

export async function rateOf(driver: string): Promise<number | null | ErrorCode> {
  try {
    const device = await openDevice(driver);
    const file: files.AudioFile = await files.openAudioFile('take.wav');
    await device.setSampleRate(file.format.sampleRate);
    return device.sampleRate;
  } catch (error) {
    if (error instanceof BufferSwitchError) return error.code;
    throw error;
  }
}
