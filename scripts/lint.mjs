// Lint and layout of everything: biome for TypeScript, JavaScript and JSON, clang-format for C++.
// With --write it repairs what it can.
import { filesBelow, isInstalled, run } from './run.mjs';

const write = process.argv.includes('--write');

run('node_modules/.bin/biome', ['check', '--error-on-warnings', ...(write ? ['--write'] : [])]);

if (!isInstalled('clang-format'))
  throw new Error('clang-format is not installed: see scripts/setup-debian.sh');
const sources = [
  'native',
  'test/native',
  'test/contract',
  'test/simulated-wasapi',
  'bench/native',
  'examples',
].flatMap((folder) => filesBelow(folder, /\.(h|c|cpp)$/).map((path) => `${folder}/${path}`));
run('clang-format', [...(write ? ['-i'] : ['--dry-run', '-Werror']), ...sources]);
console.log(`clang-format: ${sources.length} files`);
