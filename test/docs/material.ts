/** What the examples find: files of a moment's length in their folder, and drivers of the names that they use. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAudioFile } from 'bufferswitch/files';
import { dsf } from '../files/builders.js';
import { root } from './pages.js';

const frames = 4800;

async function makeSound(path: string): Promise<void> {
  const file = await createAudioFile(path, { encoding: 'int24', channels: 2, sampleRate: 48000 });
  const sound = Int32Array.from({ length: frames }, (_, n) => ((n * 7919) % 65536) << 12);
  await file.write([sound, sound]);
  await file.close();
}

/** Puts into a folder all files that examples play. */
export async function layOut(folder: string): Promise<void> {
  mkdirSync(join(folder, 'album'), { recursive: true });
  copyFileSync(join(root, 'examples', 'speech.wav'), join(folder, 'speech.wav'));
  for (const name of [
    'album/1.flac',
    'album/2.flac',
    'side-a.flac',
    'side-b.flac',
    'album.flac',
    'music.wav',
  ])
    await makeSound(join(folder, name));
  const bytes = new Uint8Array(4096).fill(0x69);
  writeFileSync(join(folder, 'album.dsf'), dsf([bytes, bytes], 8 * bytes.length));
  writeFileSync(join(folder, 'evening.m3u8'), 'side-a.flac\nside-b.flac\n');
  writeFileSync(join(folder, 'music.raw'), new Uint8Array(frames * 2 * 3));
}

/** As many rates and sizes as show what a command does. */
const quick =
  'cable=none;rates=44100,48000,96000,176400;minBuffer=64;maxBuffer=256;inputs=18;outputs=18;personality=many-clocks';

/** Programs that share one have the time of the machine. */
const settings: Readonly<Record<string, string>> = {
  Fireface: quick,
  'Some ASIO driver': quick,
  Cable: 'inputs=4;outputs=4',
};

export const driverNames = Object.keys(settings);

/** A cwASIO folder with the virtual driver by these names. */
export function installDrivers(
  cwasioDirectory: string,
  names: readonly string[],
  clock: 'freerun' | 'realtime' = 'freerun',
): void {
  const library = join(root, `prebuilds/${process.platform}-${process.arch}/libbufferswitch-loopback.so`);
  for (const name of names) {
    const folder = join(cwasioDirectory, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'driver'), library);
    writeFileSync(join(folder, 'description'), `${name}\n`);
    writeFileSync(join(folder, 'settings'), `${settings[name]}${name === 'Cable' ? '' : `;clock=${clock}`}`);
  }
}
