// The proof that each answer of the host to a driver that misbehaves is needed: it is taken away in a copy of the
// sources, one at a time, and the tests of the personalities that need it have to fail. Linux only.
//
// Arguments choose: words of an answer, or the name of a personality; none means all.
import { buildCopy, copySources, editCopy } from './answers-copy.mjs';
import { testCopy } from './answers-run.mjs';
import { answers } from './answers-table.mjs';

if (process.platform !== 'linux') throw new Error('This builds and tests as Linux does');
const words = process.argv.slice(2);
const isChosen = ({ name, personalities }) =>
  words.length === 0 || words.some((word) => name.includes(word) || personalities.includes(word));
const chosen = answers.filter(isChosen);
if (chosen.length === 0) throw new RangeError(`There is no answer for ${words.join(', ')}`);

/** A test may take that long, and all tests of an answer: some wait for a device that is never lost. */
const usualLimits = { testLimitMs: 8000, runLimitMs: 120_000 };
/** As in the suite, where nothing is taken away. */
const fullLimits = { testLimitMs: 20_000, runLimitMs: 600_000 };

/** What a failure says first, for a reader who wants to know whether it is the right one. */
const firstLine = (text) => text.split('\n')[0].slice(0, 110);

/** Where a run ended before all was known, those that are left are tried one by one. */
async function testAll(personalities, limits) {
  const results = await testCopy(personalities, limits);
  for (const result of results) {
    const { name, failure, end } = result;
    if (failure !== undefined || end === undefined) continue;
    if (personalities.length === 1) result.failure = end;
    else Object.assign(result, (await testAll([name], limits))[0]);
  }
  return results;
}

/** Nothing that fails by itself proves anything. */
async function checkUnchanged() {
  const all = [...new Set(chosen.flatMap(({ personalities }) => personalities))];
  for (const { name, passed, failure } of await testAll(all, fullLimits)) {
    if (failure !== undefined) throw new Error(`${name} fails with nothing taken away:\n${failure}`);
    if (passed === 0) throw new Error(`There is no test of ${name}`);
  }
}

copySources();
buildCopy(true);
await checkUnchanged();
let missed = 0;
for (const answer of chosen) {
  const isTypeScript = editCopy(answer);
  try {
    buildCopy(isTypeScript);
    console.log(answer.name);
    const results = await testAll(answer.personalities, { ...usualLimits, ...answer });
    for (const { name, failure } of results) {
      if (failure === undefined) missed++;
      const verdict = failure === undefined ? 'NOT CAUGHT' : `caught      ${firstLine(failure)}`;
      console.log(`  ${name.padEnd(28)}${verdict}`);
    }
  } finally {
    editCopy(answer, true);
  }
  if (isTypeScript) buildCopy(true);
}
console.log(`${chosen.length} answers taken away, and ${missed} times no test failed`);
if (missed > 0) process.exitCode = 1;
