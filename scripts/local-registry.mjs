// A registry of npm on this machine that has this package, as it would be published, and its dependencies. Nothing else can
// be had there, so that what is installed from it needs nothing else.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { capture, root } from './run.mjs';

/** Packs a folder as it stands. Gives the file's path, its contents and the package's description. */
function pack(folder, output) {
  mkdirSync(output, { recursive: true });
  const args = ['pack', folder, '--json', '--ignore-scripts', '--pack-destination', output];
  const [{ filename }] = JSON.parse(capture('npm', args));
  const path = join(output, filename);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { path, bytes: readFileSync(path), manifest };
}

/** This package and those that it depends on, packed into `output`; this one first. */
export function packEverything(output) {
  const ours = pack(root, output);
  const names = Object.keys(ours.manifest.dependencies ?? {});
  const dependencies = names.map((name) => pack(join(root, 'node_modules', name), output));
  const further = dependencies.flatMap(({ manifest }) => Object.keys(manifest.dependencies ?? {}));
  if (further.length > 0)
    throw new Error(`Dependencies of dependencies are not packed: ${further.join(', ')}`);
  return [ours, ...dependencies];
}

function packument({ bytes, manifest }, address) {
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const shasum = createHash('sha1').update(bytes).digest('hex');
  const { name, version } = manifest;
  const dist = { tarball: `${address}/${name}.tgz`, integrity, shasum };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}

/** Serves `packages` until the result's `close`; `address` is what to tell npm. */
export async function serve(packages) {
  const server = createServer((request, response) => {
    const found = packages.find(({ manifest }) => request.url?.startsWith(`/${manifest.name}`));
    if (found === undefined) response.writeHead(404).end('{}');
    else if (request.url.endsWith('.tgz')) response.end(found.bytes);
    else
      response.setHeader('content-type', 'application/json').end(JSON.stringify(packument(found, address)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${server.address().port}`;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { address, close };
}
