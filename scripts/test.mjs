// All that must hold, in the order in which it is cheapest to fail; what `npm test` runs.
// A failing step does not stop the others: one run tells everything. Any failure makes the exit code 1.
import { spawnSync } from 'node:child_process';
import { isInstalled, root } from './run.mjs';

const script = (name, ...args) => ['npm', ['run', '--silent', name, '--', ...args]];

/** Programs that a part of the steps needs. */
const wine = ['x86_64-w64-mingw32-g++-posix', 'wine'];
const browser = ['chromium'];

const steps = [
  { name: 'lint and format', command: script('lint') },
  { name: 'manifest of native sources', command: script('check:manifest') },
  { name: 'layers', command: script('check:layers') },
  { name: 'build', command: script('build') },
  { name: 'types', command: script('typecheck') },
  { name: 'addon', command: script('build:native') },
  { name: 'native tests', command: script('test:native') },
  { name: 'addon with a sanitizer', command: ['node', ['scripts/test-sanitize.mjs', 'addon', 'brief']] },
  { name: 'suite', command: script('test:unit') },
  { name: 'reports in a browser', command: script('test:browser'), needs: browser },
  { name: 'example', command: script('test:example') },
  { name: 'Windows build', command: script('build:windows'), needs: wine },
  { name: 'binaries', command: script('check:binaries') },
  { name: 'Windows suite', command: ['node', ['scripts/test-windows.mjs']], needs: wine },
];

/** Those that this machine lacks. */
const missing = [...wine, ...browser].filter((program) => !isInstalled(program));

function runStep({ name, command: [program, args], needs = [] }) {
  if (needs.some((program) => missing.includes(program))) return { name, outcome: 'NOT RUN', seconds: 0 };
  console.log(`\n=== ${name}`);
  const start = performance.now();
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  return { name, outcome: status === 0 ? 'passed' : 'FAILED', seconds: (performance.now() - start) / 1000 };
}

const results = steps.map(runStep);
console.log('\n=== summary');
for (const { name, outcome, seconds } of results) {
  console.log(`${outcome.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s  ${name}`);
}

const incomplete = missing.length > 0;
if (incomplete) {
  const parts = results.filter(({ outcome }) => outcome === 'NOT RUN').map(({ name }) => name);
  console.log(`\nNot everything ran (${parts.join(', ')}): this machine has no ${missing.join(', no ')}.`);
  console.log('On Debian, scripts/setup-debian.sh installs what is needed.');
}
const failed = results.some(({ outcome }) => outcome === 'FAILED');
if (failed || (incomplete && process.env.CI === 'true')) process.exitCode = 1;
