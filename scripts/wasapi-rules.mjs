// The proof that each rule of wasapi-rules-table.mjs has a test that fails without it: it is taken away in a copy of its
// file, one rule at a time, and the test that stands beside it has to fail. Linux only, on what `npm run test:native plain`
// has built. Arguments choose: words of a rule; none means all.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { edited } from './answers-table.mjs';
import { atOnce, outcomeOf } from './at-once.mjs';
import { root, scratch } from './run.mjs';
import { rules } from './wasapi-rules-table.mjs';

const built = join(scratch, 'native', 'plain');
const folder = join(scratch, 'native', 'rules');
const compiler = process.env.CXX ?? 'g++';
/** Some tests end only by their patience where a rule is gone: that is a failure as well. */
const limitMs = 30_000;

const words = process.argv.slice(2);
const chosen = rules.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
if (chosen.length === 0) throw new RangeError(`There is no rule with ${words.join(', ')}`);
if (!existsSync(join(built, 'native_tests'))) throw new Error('Run `npm run test:native plain` before');

const tests = join(built, 'CMakeFiles', 'native_tests.dir', 'test', 'native');
const needed =
  /^(main|audio_guard|guard_pages|loopback_host|simulated_\w+|wasapi_\w+_test|resampler_test)\.cpp\.o$/;
const objects = readdirSync(tests).filter((name) => needed.test(name));
/** Before the libraries: what is in there is not taken from them. */
const libraries = ['personality', 'loopback', 'wasapi', 'shell', 'platform', 'sample', 'abi'].map((room) =>
  join(built, `libroom_${room}.a`),
);

async function compile(args) {
  const { code, output } = await outcomeOf(compiler, args);
  if (code !== 0) throw new Error(`${compiler} ${args.join(' ')}: ${code}\n${output}`);
}

/** A program of the tests with these objects in place of those of the driver. */
async function link(name, own) {
  const program = join(folder, name);
  const all = [...objects.map((object) => join(tests, object)), ...own, ...libraries, ...libraries];
  await compile(['-pthread', '-o', program, ...all, '-ldl']);
  return program;
}

/** Whether the test passes; it has to be there. */
async function passes(program, test) {
  const options = { timeout: limitMs, killSignal: 'SIGKILL' };
  const filter = `--test-case=${test.replaceAll(',', '\\,')}`;
  const { code, output } = await outcomeOf(program, ['--force-colors=false', filter], options);
  if (code === 0 && !/test cases: +1 /.test(output)) throw new Error(`There is no test "${test}"\n${output}`);
  return code === 0;
}

async function isCaught({ test, edits }, number) {
  const own = [];
  for (const path of new Set(edits.map(([file]) => file))) {
    const text = edited(
      readFileSync(join(root, path), 'utf8'),
      edits.filter(([file]) => file === path),
    );
    const copy = join(folder, `${number}-${basename(path)}`);
    writeFileSync(copy, text);
    await compile(['-std=c++17', '-O1', '-w', '-I', join(root, 'native'), '-c', copy, '-o', `${copy}.o`]);
    own.push(`${copy}.o`);
  }
  return !(await passes(await link(`rule-${number}`, own), test));
}

mkdirSync(folder, { recursive: true });
const unchanged = await link('unchanged', []);
for (const test of new Set(chosen.map((rule) => rule.test))) {
  if (!(await passes(unchanged, test))) throw new Error(`"${test}" fails with nothing taken away`);
}
const caught = await atOnce(chosen, async (rule) => {
  const verdict = await isCaught(rule, rules.indexOf(rule));
  console.log(`  ${verdict ? 'caught    ' : 'NOT CAUGHT'}  ${rule.name}`);
  return verdict;
});
const missed = caught.filter((verdict) => !verdict).length;
console.log(`${chosen.length} rules taken away, and ${missed} times the test passed all the same`);
if (missed > 0) process.exitCode = 1;
