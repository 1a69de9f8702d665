// A copy of the sources in which one answer of the host at a time is taken away, and which is built and tested.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { edited } from './answers-table.mjs';
import { filesBelow, root, run, scratch } from './run.mjs';

export const folder = join(scratch, 'answers');
const build = join(folder, 'build', 'cmake');
const folders = ['native', 'src', 'test', 'scripts', 'docs'];
const files = ['CMakeLists.txt', 'package.json', 'tsconfig.json'];

const quietly = { stdio: ['ignore', 'pipe', 'inherit'] };

/** Leaves a file alone that is as it should be, so that nothing is built for it. */
function write(path, text) {
  const target = join(folder, path);
  if (existsSync(target) && readFileSync(target).equals(text)) return;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

const sourceOf = (path) => readFileSync(join(root, path));

/** All files below the `folders` of `where`, which is a folder of the repository. */
const pathsIn = (where) =>
  folders
    .filter((name) => existsSync(join(root, where, name)))
    .flatMap((name) => filesBelow(join(where, name), /./).map((path) => `${name}/${path}`));

/** Makes the copy what the sources are now. */
export function copySources() {
  const wanted = new Set([...files, ...pathsIn('')]);
  mkdirSync(folder, { recursive: true });
  for (const path of pathsIn(relative(root, folder))) if (!wanted.has(path)) rmSync(join(folder, path));
  for (const path of wanted) write(path, sourceOf(path));
  const modules = join(folder, 'node_modules');
  if (!existsSync(modules)) symlinkSync(join(root, 'node_modules'), modules, 'dir');
  // Without warnings: what an edit leaves unused is no matter.
  const options = ['-S', folder, '-B', build, '-G', 'Ninja', '--log-level=WARNING', '-DCMAKE_CXX_FLAGS=-w'];
  run('cmake', options, quietly);
}

/** Builds what is to be loaded: the addon always, the TypeScript where it is said to be another. */
export function buildCopy(isTypeScript) {
  run('cmake', ['--build', build, '--target', 'addon'], quietly);
  const release = join(folder, 'build', 'Release');
  mkdirSync(release, { recursive: true });
  rmSync(join(release, 'bufferswitch.node'), { force: true });
  copyFileSync(join(build, 'bufferswitch.node'), join(release, 'bufferswitch.node'));
  const compiler = join(root, 'node_modules', '.bin', 'tsc');
  if (isTypeScript) run(compiler, ['-p', 'tsconfig.json', '--noCheck'], { cwd: folder });
}

/** Makes the edits of an answer, or with `back` unmakes them. Whether TypeScript is among them. */
export function editCopy({ edits }, back = false) {
  const paths = [...new Set(edits.map(([path]) => path))];
  for (const path of paths) {
    const text = sourceOf(path).toString();
    const own = edits.filter(([of]) => of === path);
    write(path, Buffer.from(back ? text : edited(text, own)));
  }
  return paths.some((path) => path.startsWith('src/'));
}
