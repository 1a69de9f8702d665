/** What a program in ES modules may and may not write; compiled only. */
import {
  type Block,
  BufferSwitchError,
  type Device,
  type DriverEntry,
  type ErrorCode,
  isSupported,
  listDrivers,
  openDevice,
  type Samples,
  type Stream,
} from 'bufferswitch';
import { doctor } from 'bufferswitch/doctor';
import { type AudioFile, openAudioFile } from 'bufferswitch/files';
import { measure } from 'bufferswitch/measure';
import { createVirtualDriver } from 'bufferswitch/testing';
import { verify } from 'bufferswitch/verify';

const supported: boolean = isSupported();
const drivers: DriverEntry[] = listDrivers({ cwasioDirectory: '/etc/cwASIO' });
// @ts-expect-error what is listed is not to be changed
if (supported && drivers[0]) drivers[0].name = 'another';
// @ts-expect-error an option that there is not
listDrivers({ directory: '/etc' });

await using device: Device = await openDevice(drivers[0] ?? 'built-in:loopback', { sampleRate: 'keep' });
const stream: Stream = await device.openStream({ inputs: [0], outputs: [0, 1], format: 'int24' });
// @ts-expect-error a format that there is not
await device.openStream({ format: 'int20' });
// @ts-expect-error channels are counted by listing them
await device.openStream({ inputs: 2 });
// @ts-expect-error a rate is a number
await device.setSampleRate('96000');

// @ts-expect-error what only the package itself calls is not among the types
stream.poll();

stream.on('xrun', () => undefined);
for await (const block of stream.input) {
  const same: Block = block;
  const samples: Samples | undefined = same.channels[0];
  const frames: number = block.frames;
  await stream.output.write([new Uint8Array(frames * 3), samples ?? new Uint8Array(frames * 3)]);
}

try {
  const file: AudioFile = await openAudioFile('take.wav');
  for await (const { samples } of file.blocks()) await stream.output.write(samples);
} catch (error) {
  if (!(error instanceof BufferSwitchError)) throw error;
  const code: ErrorCode = error.code;
  // @ts-expect-error a code that there is not
  if (code === 'DRIVER_LOST') throw error;
}

using driver = createVirtualDriver({ inputs: 1, outputs: 1 });
await driver.step(1);
await verify(device);
await measure(device);
await doctor(driver.id);
