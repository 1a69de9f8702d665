// A program whose listeners throw. Prints a JSON document: what it caught as uncaught, and what became of the rest.
import { BufferSwitchError, openDevice } from '../../dist/index.js';

const caught = [];
process.on('uncaughtException', ({ message }) => caught.push(message));
const throws = (what) => () => {
  throw new Error(what);
};
const settings = { clock: 'step' };
const facts = {};

{
  const device = await openDevice('built-in:loopback:throws', { settings });
  const stream = await device.openStream({ bufferSize: 64 });
  for (const event of ['close', 'xrun', 'restart']) stream.on(event, throws(`stream ${event}`));
  for (const event of ['close', 'reset']) device.on(event, throws(`device ${event}`));
  await stream.start();
  await device.setSampleRate(96000);
  await device.reset();
  facts.sampleRate = device.sampleRate;
  const read = stream.input.read();
  await stream.output.write([new Float32Array(64), new Float32Array(64)]);
  await device.step(3); // there is an underrun to tell
  await read;
  await device.close();
  facts.state = [device.state, stream.state];
}
{
  const device = await openDevice('built-in:loopback:throws', { settings });
  const stream = await device.openStream();
  stream.on('close', throws('another close'));
  await stream.close();
  await (await device.openStream()).close();
  await device.close();
}
{
  const hangs = { settings: { ...settings, personality: 'start-hangs' }, timeLimit: 200 };
  const device = await openDevice('built-in:loopback:hangs', hangs);
  device.on('close', throws('a lost device'));
  const stream = await device.openStream();
  const error = await stream.start().catch((error) => error);
  facts.lost = [error instanceof BufferSwitchError && error.code, device.state];
}
await new Promise(setImmediate);
console.log(JSON.stringify({ ...facts, caught }));
process.exit(0); // the driver that hangs would not let go
