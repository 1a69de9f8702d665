// What the linker put into the shipped libraries is named in THIRD-PARTY-NOTICES.md: read from the maps that it wrote.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { report, root } from './run.mjs';

const maps = [
  '.build/native/plain/bufferswitch.node.map',
  '.build/native/plain/libbufferswitch-loopback.so.map',
  '.build/windows/bufferswitch.node.map',
  '.build/windows/bufferswitch-loopback.dll.map',
  '.build/windows/bufferswitch-wasapi.dll.map',
];

/** Libraries of others of which the linker took a part. Ours are named without their folder. */
function foreignParts(map) {
  const text = readFileSync(join(root, map), 'utf8');
  const [, taken] =
    /^Archive member included([\s\S]*?)^(?:Discarded input|Memory Configuration)/m.exec(text) ?? [];
  if (taken === undefined) throw new Error(`${map} is no map of GNU ld`);
  return new Set([...taken.matchAll(/^(\/\S+\.a)\(/gm)].map(([, path]) => basename(path)));
}

const notices = readFileSync(join(root, 'THIRD-PARTY-NOTICES.md'), 'utf8');
const table = notices.split('\n').filter((line) => line.startsWith('|'));
const looked = maps.filter((map) => existsSync(join(root, map)));
const found = new Set(looked.flatMap((map) => [...foreignParts(map)]));

const problems = [...found]
  .filter((name) => !table.some((row) => row.includes(`\`${name}\``)))
  .map((name) => `${name} is linked in and not in the table`);
if (looked.length === 0) problems.push('no map found: nothing is built');
if (looked.length > 0 && found.size === 0)
  problems.push('nothing of others is linked in, so the maps were not read correctly');
report('notices', problems, `${found.size} libraries of others in ${looked.length} of ours`);
