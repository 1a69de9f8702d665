// All that must hold, in the order in which it is cheapest to fail; what `npm test` runs.
// A failing step does not stop the others: one run tells everything. Any failure makes the exit code 1.
// Tests often wait and compilers never do: long builds are begun early, and take what the tests before them leave of the
// processors.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { outcomeOf } from './at-once.mjs';
import { isInstalled, root } from './run.mjs';

const script = (name, ...args) => ['npm', ['run', '--silent', name, '--', ...args]];

/** Programs that a part of the steps needs. */
const wine = ['x86_64-w64-mingw32-g++-posix', 'wine'];
const browser = ['chromium'];

/** What all others need. */
const first = [
  { name: 'lint and format', command: script('lint') },
  { name: 'manifest of native sources', command: script('check:manifest') },
  { name: 'layers', command: script('check:layers') },
  { name: 'build', command: script('build:js') },
  { name: 'types', command: script('typecheck') },
  { name: 'addon', command: script('build:native') },
  { name: 'what is shipped for Linux', command: script('build:linux') },
];

const steps = [
  { name: 'suite', command: script('test:unit') },
  { name: 'pages in a browser', command: script('test:browser'), needs: browser },
  { name: 'example of a host', command: script('test:example') },
  { name: 'examples', command: script('test:examples') },
  { name: 'examples in a browser', command: script('test:examples', '--browser'), needs: browser },
  { name: 'Windows build', command: script('build:windows'), needs: wine, isBegunEarly: true },
  { name: 'binaries', command: script('check:binaries') },
  { name: 'licence notices', command: script('check:notices') },
  { name: 'contents of the package', command: script('check:package'), needs: wine },
  { name: 'installed package', command: script('test:install'), needs: wine },
  { name: 'programs that use the package', command: script('test:consumers'), needs: wine },
  { name: 'suite, its core in other Nodes', command: script('test:nodes', 'quick'), needs: wine },
  { name: 'Windows suite', command: ['node', ['scripts/test-windows.mjs']], needs: wine },
  { name: 'native builds', command: script('test:native', 'build'), isBegunEarly: true },
  { name: 'native tests', command: script('test:native') },
  { name: 'addon with a sanitizer', command: ['node', ['scripts/test-sanitize.mjs', 'addon', 'brief']] },
];

/** Those that this machine lacks. */
const missing = [...wine, ...browser].filter((program) => !isInstalled(program));

const isPossible = ({ needs = [] }) => !needs.some((program) => missing.includes(program));

/** How a program is started that gets what others leave of the processors: Linux' own class for that. */
const idle = isInstalled('chrt') ? ['chrt', '--idle', '0'] : [];

/** Of each step that is begun early, one after the other: what comes of it. */
function beginEarly() {
  const outcomes = new Map();
  let previous;
  for (const step of steps.filter((step) => step.isBegunEarly && isPossible(step))) {
    const [program, args] = step.command;
    const [first, ...others] = [...idle, program, ...args];
    const run = () => outcomeOf(first, others, { cwd: root });
    previous = previous === undefined ? run() : previous.then(run);
    outcomes.set(step, previous);
  }
  return outcomes;
}

let early = new Map();

async function codeOf(step) {
  const [program, args] = step.command;
  if (!early.has(step)) {
    const [code] = await once(spawn(program, args, { cwd: root, stdio: 'inherit' }), 'exit');
    return code;
  }
  const { code, output } = await early.get(step);
  process.stdout.write(output);
  return code;
}

async function runStep(step) {
  if (!isPossible(step)) return { ...step, outcome: 'NOT RUN', seconds: 0 };
  console.log(`\n=== ${step.name}`);
  const start = performance.now();
  const outcome = (await codeOf(step)) === 0 ? 'passed' : 'FAILED';
  return { ...step, outcome, seconds: (performance.now() - start) / 1000 };
}

const results = [];
for (const step of first) results.push(await runStep(step));
early = beginEarly();
for (const step of steps) results.push(await runStep(step));
console.log('\n=== summary');
for (const { name, outcome, seconds, isBegunEarly } of results) {
  const words = isBegunEarly ? `${name} (begun early)` : name;
  console.log(`${outcome.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s  ${words}`);
}

const incomplete = missing.length > 0;
if (incomplete) {
  const parts = results.filter(({ outcome }) => outcome === 'NOT RUN').map(({ name }) => name);
  console.log(`\nNot everything ran (${parts.join(', ')}): this machine has no ${missing.join(', no ')}.`);
  console.log('On Debian, scripts/setup-debian.sh installs what is needed.');
}
const failed = results.some(({ outcome }) => outcome === 'FAILED');
if (failed || (incomplete && process.env.CI === 'true')) process.exitCode = 1;
