import { parseArgs } from 'node:util';
import { openDevice } from 'bufferswitch';
import { Player } from './player.js';

const { values, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    driver: { type: 'string', default: 'built-in:loopback' },
    outputs: { type: 'string', default: '0,1' },
  },
});
if (files.length === 0) {
  console.error('node main.js FILE... --driver NAME [--outputs 0,1]');
  process.exit(2);
}

const ending = new AbortController();
process.once('SIGINT', () => ending.abort());
const { signal } = ending;

const device = await openDevice(values.driver).catch(({ message }) => {
  console.error(message);
  process.exit(1);
});
const player = new Player(device, { outputs: values.outputs.split(',').map(Number) });
try {
  for (const file of files) {
    try {
      await player.play(file, { signal });
      const { stream, sampleRate } = device;
      console.log(
        `${file}: ${sampleRate} Hz, ${stream.fidelity.output.lossless ? 'every bit' : 'not every bit'}`,
      );
    } catch (error) {
      if (signal.aborted || device.state !== 'open') throw error;
      console.error(error.message); // the others may well be playable
      process.exitCode = 1;
    }
  }
  await player.finish({ signal });
  const { underrunFrames = 0 } = device.stream?.stats ?? {};
  if (underrunFrames > 0) console.error(`${underrunFrames} frames came too late and were silence`);
} catch (error) {
  if (!signal.aborted) throw error;
} finally {
  await device.close();
}
