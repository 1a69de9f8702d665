import { parentPort } from 'node:worker_threads';
import { openDevice } from '../../dist/index.js';
import { createVirtualDriver } from '../../dist/testing/index.js';

const driver = createVirtualDriver();
const device = await openDevice(driver.id);
const stream = await device.openStream({ bufferSize: 64 });
await stream.start();
void driver.step(2 ** 31 - 1);
await driver.step(1); // so that the other one is under way
parentPort.postMessage('stepping');
