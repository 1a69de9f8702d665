// Loaded before main.js: an interface of this process's own whose inputs hear something known, again and again as long as
// it is asked for. What is appended to the arguments is its id.
import { createVirtualDriver } from 'bufferswitch/testing';

const driver = createVirtualDriver({ type: 'float32lsb', rate: 48000, clock: 'realtime', cable: 'open' });
driver.feed([new Float32Array(24_000).fill(0.1), new Float32Array(24_000)]);
process.argv.push('--driver', driver.id);
