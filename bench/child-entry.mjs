// The other end of child.mjs: does the task that lies in a folder and leaves the result there.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { names } from './child.mjs';

const folder = process.argv[2];
const { module, job } = JSON.parse(readFileSync(join(folder, names.task), 'utf8'));
const { measure } = await import(module);
writeFileSync(join(folder, names.result), JSON.stringify(await measure(job)));
