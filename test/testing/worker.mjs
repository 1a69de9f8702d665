import { parentPort } from 'node:worker_threads';
import { createVirtualDriver } from '../../dist/testing/index.js';

parentPort.postMessage(createVirtualDriver().id);
