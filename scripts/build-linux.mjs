// Builds for the Linux machine that it runs on what is shipped: the addon and the driver library, into prebuilds/.
// Other Linux machines need glibc 2.28 for it: native/platform/glibc_floor_posix.cpp.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, run, scratch } from './run.mjs';

const build = join(scratch, 'native', 'plain');

/** Sets up the build without a sanitizer, which the native tests use as well; gives its folder. */
export function configurePlain() {
  run('cmake', [
    ...['-S', root, '-B', build, '-G', 'Ninja', '--log-level=WARNING'],
    '-DBUFFERSWITCH_SANITIZE=',
    `-DASIO_SDK_DIR=${process.env.ASIO_SDK_DIR ?? ''}`,
    '-DBUFFERSWITCH_TESTS=ON',
  ]);
  return build;
}

/** Puts the built libraries where this package looks for them. */
export function installLibraries() {
  const output = join(root, 'prebuilds', `${process.platform}-${process.arch}`);
  mkdirSync(output, { recursive: true });
  const everything = process.platform === 'darwin' ? '-x' : '--strip-all';
  const strip = (from, to) => run('strip', [everything, '-o', join(output, to), join(build, from)]);
  strip('bufferswitch.node', 'node.napi.node');
  strip('libbufferswitch-loopback.so', 'libbufferswitch-loopback.so');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  run('cmake', ['--build', configurePlain(), '--target', 'addon', 'loopback']);
  installLibraries();
}
