// A thread with a virtual driver of its own that hears the pattern, for as long as it takes: from its first frame on, or
// silence until the frame `silence`.
import { parentPort, workerData } from 'node:worker_threads';
import { createVirtualDriver } from '../../dist/testing/index.js';
import { PatternFeed } from './pattern.mjs';

const { inputs, rate, rates = [rate], clock = 'realtime', silence = 0, ...settings } = workerData;
const most = Math.ceil(rate / 16);
const feedFrames = Math.ceil(rate * 2);
const driver = createVirtualDriver({
  type: 'int24lsb',
  ...settings,
  clock,
  inputs,
  rate,
  rates,
  outputs: 0,
  cable: 'open',
  feedFrames,
  captureFrames: 1,
});
const feed = new PatternFeed(inputs, most);
let position = 0;
const fill = () => {
  while (driver.fedFrames + most < feedFrames) {
    const silent = position < silence;
    const frames = Math.min(most, silent ? silence - position : most);
    const channels = feed.frames(position, frames);
    driver.feed(silent ? channels.map(({ length }) => new Uint8Array(length)) : channels);
    position += frames;
  }
};
fill();
parentPort.postMessage(driver.id);
setInterval(fill, 50);
