// The suite in every Node that we promise to support, with the addon as it is shipped: the same file in all of them. On
// Linux here; under Wine `npm run test:nodes -- windows`, where Node 24 does not start. With `quick` the core of it, in the
// newest of each line. NODE_VERSION in the environment is the only one to be tried. Other arguments are the suite's files.
// Expects dist/ and prebuilds/ to be built.
import { spawnSync } from 'node:child_process';
import { linuxNode, nodeVersions } from './programs.mjs';
import { root } from './run.mjs';

/** Loading, streaming, sharing memory with threads: in seconds. */
const core = ['test/device.test', 'test/stream.test', 'test/open-ring', 'test/unavailable'];

const args = process.argv.slice(2);
const isWindows = args.includes('windows');
const isQuick = args.includes('quick');
const filters = args.filter((arg) => arg !== 'windows' && arg !== 'quick');
const files = filters.length === 0 && isQuick ? core : filters;

const [major] = process.versions.node.split('.');
/** The newest of each line but the one that runs the suite anyway. */
const newest = nodeVersions.linux.filter(
  (version, index, all) =>
    all[index + 1]?.split('.')[0] !== version.split('.')[0] && !version.startsWith(`${major}.`),
);

function runLinux(version) {
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'test/vitest.config.ts',
    '--root',
    '.',
  ];
  return spawnSync(linuxNode(version), [...vitest, '--reporter=dot', ...files], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PREBUILDS_ONLY: '1' },
    timeout: 3_600_000,
  });
}

const runWindows = (version) =>
  spawnSync(process.execPath, ['scripts/test-windows.mjs', ...files], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_VERSION: version },
    timeout: 3_600_000,
  });

const all = isWindows ? nodeVersions.windows : isQuick ? newest : nodeVersions.linux;
const versions = process.env.NODE_VERSION === undefined ? all : [process.env.NODE_VERSION];
const results = versions.map((version) => {
  console.log(`\n=== Node ${version}${isWindows ? ' for Windows' : ''}`);
  const { status, error } = (isWindows ? runWindows : runLinux)(version);
  return { version, outcome: status === 0 ? 'passed' : `FAILED (${error?.code ?? status})` };
});
console.log();
for (const { version, outcome } of results) console.log(`${outcome.padEnd(8)} Node ${version}`);
if (results.length === 0 || results.some(({ outcome }) => outcome !== 'passed')) process.exitCode = 1;
