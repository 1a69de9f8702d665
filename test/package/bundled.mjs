/** A program to be bundled: plays the beginning of a file and looks whether the driver has got just that. */
import { openDevice } from 'bufferswitch';
import { openAudioFile } from 'bufferswitch/files';
import { createVirtualDriver } from 'bufferswitch/testing';

const file = await openAudioFile(process.argv[2]);
const { channels, sampleRate } = file.format;
const driver = createVirtualDriver({ inputs: 0, outputs: channels, type: 'int16lsb' });
const device = await openDevice(driver.id, { sampleRate });
const stream = await device.openStream({ inputs: [], format: 'int16' });

let wanted;
for await (const block of file.blocks()) {
  wanted = block.samples.map((plane) => Int16Array.from(plane));
  break;
}
if (!wanted[0].some((sample) => sample !== 0))
  throw new Error('The file begins with silence, which proves nothing');
const written = stream.output.write(wanted);
await stream.start();
await driver.step(Math.ceil(wanted[0].length / stream.bufferSize) + 4);
await written;
const { samples } = driver.captured();
await device.close();

const start = samples[0].length - wanted[0].length;
const isPlayed = (offset) =>
  wanted.every((plane, channel) => plane.every((sample, n) => samples[channel][offset + n] === sample));
if (![...Array(start + 1).keys()].some(isPlayed)) throw new Error('Something else was played');
console.log(`${wanted[0].length} frames were played`);
