// Loaded before the program: interrupts it, as Ctrl+C does, when it has taken as many blocks from its stream as BLOCKS says.
import { StreamInput } from '../../dist/stream-input.js';

const { read } = StreamInput.prototype;
let left = Number(process.env.BLOCKS);

StreamInput.prototype.read = function (...args) {
  if (--left === 0) {
    // On Windows a process cannot send this to itself; Node emits the same when the console does.
    if (process.platform === 'win32') process.emit('SIGINT', 'SIGINT');
    else process.kill(process.pid, 'SIGINT');
  }
  return read.apply(this, args);
};
