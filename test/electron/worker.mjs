// In a worker thread of the main process.
import { parentPort } from 'node:worker_threads';
import { playAndCompare } from './sound.mjs';

parentPort.postMessage(await playAndCompare('worker'));
