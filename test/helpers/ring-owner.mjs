/** A worker that opens a device, hands its stream's ring to the main thread, and streams until it is terminated. */
import { parentPort, workerData } from 'node:worker_threads';
import { openDevice } from '../../dist/index.js';

const device = await openDevice(workerData, { settings: { clock: 'realtime' } });
const stream = await device.openStream({ bufferSize: 64 });
await stream.start();
parentPort.postMessage(stream.ring);
