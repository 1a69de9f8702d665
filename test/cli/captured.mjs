// Loaded before the program: a driver of the test's own, which the program is told to take, and what it was given
// on its first output in the file CAPTURED. Settings are in DRIVER.
import { writeFileSync } from 'node:fs';
import { createVirtualDriver } from '../../dist/testing/index.js';

const driver = createVirtualDriver({ cable: 'open', clock: 'realtime', ...JSON.parse(process.env.DRIVER) });
process.argv.push('--driver', driver.id);
process.on('exit', () => writeFileSync(process.env.CAPTURED, driver.captured().bytes[0]));
