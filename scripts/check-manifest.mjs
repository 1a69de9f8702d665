// Every native source is in native/sources.json, and everything in there exists.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { allSources, readManifest } from './native-sources.mjs';
import { filesBelow, report, root } from './run.mjs';

const manifest = readManifest();
const listed = allSources(manifest);
const present = filesBelow('native', /\.cpp$/);
const exportLists = Object.values(manifest.server.exports);
const inRoom = (room, path) => path.startsWith(`${room}/`);

const problems = [
  ...present.filter((path) => !listed.includes(path)).map((path) => `native/${path} is in no list`),
  ...[...listed, ...exportLists]
    .filter((path) => !existsSync(join(root, 'native', path)))
    .map((path) => `native/${path} does not exist`),
  ...listed
    .filter((path, index) => listed.indexOf(path) !== index)
    .map((path) => `native/${path} is listed twice`),
  ...Object.entries(manifest.rooms).flatMap(([room, lists]) =>
    Object.values(lists)
      .flat()
      .filter((path) => !inRoom(room, path))
      .map((path) => `native/${path} is listed in the room ${room}`),
  ),
];
if (present.length === 0) problems.push('no native source found at all');
report('manifest', problems, `${present.length} sources`);
