// Runs programs one after the other, each in its folder, in this one process, and writes down how each ended, in a file:
// under Wine Node cannot write to a pipe that it inherits. One that makes files runs twice, as readers do it, and finds them
// there. Ends with the first that fails, as that may leave a device open. node run-programs.mjs LIST RESULTS
import { appendFileSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const [list, results] = process.argv.splice(2); // programs have no arguments
const patience = 30_000;

const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Stands for console.log where a document says what is printed. */
globalThis.printed = (expected, ...values) => {
  const text = format(...values).replace(/\s+/g, ' ');
  const pattern = new RegExp(`^${expected.split('...').map(literal).join('.*')}$`);
  if (!pattern.test(text)) throw new Error(`It printed: ${text}\n  and not: ${expected}`);
};
console.log = () => {};

function overdue() {
  const { promise, reject } = Promise.withResolvers?.() ?? withResolvers();
  const timer = setTimeout(() => reject(new Error(`It was not done after ${patience} ms`)), patience);
  return { promise, cancel: () => clearTimeout(timer) };
}

function withResolvers() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}

for (const file of JSON.parse(readFileSync(list, 'utf8'))) {
  process.chdir(dirname(file));
  const limit = overdue();
  const { href } = pathToFileURL(file);
  const makesFiles = /\bcreate(AudioFile|WriteStream)\(/.test(readFileSync(file, 'utf8'));
  const runs = import(href).then(() => makesFiles && import(`${href}?again`));
  const problem = await Promise.race([runs, limit.promise]).then(
    () => null,
    (error) => error.stack ?? String(error),
  );
  limit.cancel();
  appendFileSync(results, `${JSON.stringify({ file, problem })}\n`);
  if (problem !== null) break;
}
process.exit();
