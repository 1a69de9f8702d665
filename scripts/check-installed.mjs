// The package as somebody has installed it into the current folder, for machines on which nothing else of this repository is:
// whether it says that it is supported, and where it is, what the README's first program and the command line print.
// node check-installed.mjs true|false
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { firstExample, firstOutput } from './readme.mjs';

const programs = {
  'supported.mjs': "import { isSupported } from 'bufferswitch';\nconsole.log(isSupported());\n",
  'refused.mjs':
    "import { listDrivers } from 'bufferswitch';\ntry {\n  listDrivers();\n} catch (error) {\n  console.log(error.code);\n}\n",
  'example.mjs': firstExample(),
};

/** The last line that Node prints. */
function lastLine(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout.trimEnd().split(/\r?\n/).at(-1);
}

function expectLine(expected, ...args) {
  const line = lastLine(...args);
  if (line !== expected) throw new Error(`node ${args.join(' ')} printed "${line}" and not "${expected}"`);
}

const [supported] = process.argv.slice(2);
if (supported !== 'true' && supported !== 'false')
  throw new RangeError(`Expected true or false, not ${supported}`);
for (const [file, text] of Object.entries(programs)) writeFileSync(file, text);

expectLine(supported, 'supported.mjs');
if (supported === 'false') {
  expectLine('ADDON_UNAVAILABLE', 'refused.mjs');
} else {
  expectLine(firstOutput(), 'example.mjs');
  const list = lastLine('node_modules/bufferswitch/dist/cli/main.js', 'list');
  if (!list.includes('built-in:loopback')) throw new Error(`list ends with "${list}"`);
}
console.log(`installed: Node ${process.version}, supported: ${supported}`);
