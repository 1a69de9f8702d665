// Loaded before the program: the time of day is NOW until its stream is started, and then goes on, so that however long
// the program takes to begin, it is as early as it has to be.
import { Stream } from '../../dist/stream.js';

const begin = Date.parse(process.env.NOW);
const { start } = Stream.prototype;
let started;

Date.now = () => begin + (started === undefined ? 0 : performance.now() - started);

Stream.prototype.start = async function () {
  started ??= performance.now();
  await start.call(this);
};
