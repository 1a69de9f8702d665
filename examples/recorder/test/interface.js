// Loaded before main.js: an interface of this process's own, in real time, whose inputs hear a second of samples that are
// known. What is appended to the arguments is its id.
import { createVirtualDriver } from 'bufferswitch/testing';
import { samples } from './samples.js';

const driver = createVirtualDriver({
  type: 'int32lsb24',
  rate: 48000,
  preferredBuffer: 256,
  clock: 'realtime',
  cable: 'open',
});
driver.feed([0, 1].map((channel) => samples(48000, channel).map((sample) => sample >> 8)));
driver.inject('overload', { at: 2560 });
process.argv.push('--driver', driver.id);
