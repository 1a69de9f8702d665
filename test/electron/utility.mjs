// In a utility process.
import { playAndCompare } from './sound.mjs';

process.parentPort.postMessage(await playAndCompare('utility process'));
