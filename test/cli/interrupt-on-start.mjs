// Loaded before the program: interrupts it as soon as its stream runs.
import { Stream } from '../../dist/stream.js';

const { start } = Stream.prototype;
Stream.prototype.start = async function () {
  await start.call(this);
  process.kill(process.pid, 'SIGINT');
};
