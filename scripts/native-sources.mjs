// The one reader of native/sources.json for JavaScript: which C++ files make up the addon on which platform.
// `node scripts/native-sources.mjs win|posix` prints the addon's list for binding.gyp, one path per line.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const manifestUrl = new URL('../native/sources.json', import.meta.url);

export function readManifest() {
  return JSON.parse(readFileSync(manifestUrl, 'utf8'));
}

/** Every file the manifest names, of all platforms, relative to native/. */
export function allSources(manifest = readManifest()) {
  const lists = [
    ...Object.values(manifest.rooms).flatMap((room) => Object.values(room)),
    ...[manifest.server, ...Object.values(manifest.libraries)].flatMap(({ any, win, posix }) => [
      any,
      win,
      posix,
    ]),
    ...Object.values(manifest.extra),
  ];
  return lists.flat();
}

/** What is linked into the addon: all rooms, for one platform. */
export function addonSources(platform, manifest = readManifest()) {
  return Object.values(manifest.rooms).flatMap((room) => [...room.any, ...room[platform]]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const platform = process.argv[2];
  if (platform !== 'win' && platform !== 'posix') throw new RangeError('Expected "win" or "posix"');
  for (const source of addonSources(platform)) console.log(`native/${source}`);
}
