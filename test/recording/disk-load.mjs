// Keeps the disk busy beside a recording: writes files of 64 MB in a folder, has each on the disk, and removes it again,
// as many as it is told to. Prints a line for each.
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

const path = join(process.argv[2], `load-${process.pid}`);
const bytes = Buffer.alloc(4 << 20, 0x5a);

for (let count = Number(process.argv[3]); count > 0; count--) {
  const file = await open(path, 'w');
  for (let n = 0; n < 16; n++) await file.write(bytes);
  await file.sync();
  await file.close();
  await rm(path);
  console.log('64 MB');
}
