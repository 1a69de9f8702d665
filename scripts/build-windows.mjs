// Cross-compiles for 64-bit Windows with MinGW: the addon and the driver DLLs into prebuilds/win32-x64/, and the
// native tests for Wine.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root, run, scratch } from './run.mjs';

const headers = createRequire(import.meta.url)('node-api-headers');
const build = join(scratch, 'windows');
const output = join(root, 'prebuilds', 'win32-x64');

/** Node-API as a delay-import library: resolved at the first call, in the program that runs by then. */
function makeImportLibrary() {
  const names = [headers.def_paths.js_native_api_def, headers.def_paths.node_api_def]
    .flatMap((path) => readFileSync(path, 'utf8').split(/\r?\n/))
    .filter((line) => /^\w+$/.test(line) && line !== 'EXPORTS');
  const definition = join(build, 'node.def');
  const library = join(build, 'libnode-delay.a');
  const text = ['NAME node.exe', 'EXPORTS', ...names, ''].join('\n');
  // Made again only when the list has changed, so that a second build has nothing to link.
  if (existsSync(library) && readFileSync(definition, 'utf8') === text) return library;
  writeFileSync(definition, text);
  run('x86_64-w64-mingw32-dlltool', ['-d', definition, '-y', library, '-D', 'node.exe']);
  return library;
}

mkdirSync(build, { recursive: true });
mkdirSync(output, { recursive: true });
run('cmake', [
  ...['-S', root, '-B', build, '-G', 'Ninja', '--log-level=WARNING'],
  `-DCMAKE_TOOLCHAIN_FILE=${join(root, 'scripts', 'mingw-w64.cmake')}`,
  `-DNODE_IMPORT_LIBRARY=${makeImportLibrary()}`,
  `-DASIO_SDK_DIR=${process.env.ASIO_SDK_DIR ?? ''}`,
  '-DBUFFERSWITCH_TESTS=ON',
]);
run('cmake', ['--build', build]);

const strip = (from, to) =>
  run('x86_64-w64-mingw32-strip', ['--strip-all', '-o', join(output, to), join(build, from)]);
strip('bufferswitch.node', 'node.napi.node');
for (const driver of ['loopback', 'wasapi'])
  strip(`bufferswitch-${driver}.dll`, `bufferswitch-${driver}.dll`);
