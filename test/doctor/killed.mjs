// A program that has a driver examined which never starts up, and writes down the process in which that happens.
import { renameSync, writeFileSync } from 'node:fs';
import { doctor } from '../../dist/doctor/index.js';

const [, , file] = process.argv;
const children = () =>
  process._getActiveHandles().filter(({ pid, connected }) => pid !== undefined && connected);

await doctor('built-in:loopback', {
  settings: { personality: 'init-hangs' },
  timeLimit: 600_000,
  onProgress: () => {
    const [child] = children();
    writeFileSync(`${file}.new`, `${child.pid}\n`);
    renameSync(`${file}.new`, file);
  },
});
