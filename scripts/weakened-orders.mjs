// The proof that the ring's test with random schedules, under the thread sanitizer, notices a missing memory order:
// each one in the ring's header is made relaxed, one at a time, in a copy, and the sanitizer has to report a data race.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { atOnce, outcomeOf } from './at-once.mjs';
import { root, scratch } from './run.mjs';

const header = 'rt/block_ring.h';
const test = 'test/native/block_ring_schedule_test.cpp';
/** What the test needs besides and what stays the same. */
const others = ['test/native/main.cpp', 'native/platform/time_posix.cpp'];

const folder = join(scratch, 'native', 'weakened');
const compiler = process.env.CXX ?? 'g++';
const flags = ['-std=c++17', '-pthread', '-fsanitize=thread', '-fno-omit-frame-pointer', '-O1', '-g1'];

/** The orders stronger than relaxed that are written down in `text`, with where each of them is. */
export function findOrders(text) {
  const orders = [];
  let className = '';
  let functionName = '';
  let offset = 0;
  text.split('\n').forEach((line, index) => {
    const code = line.replace(/\/\/.*/, '');
    className = /^(?:class|struct) (\w+)/.exec(code)?.[1] ?? className;
    functionName = /^ {2}[\w:<>&*~ ]*?\b(\w+)\([^;]*\{/.exec(code)?.[1] ?? functionName;
    for (const match of code.matchAll(/std::memory_order_(acquire|release|acq_rel|seq_cst|consume)\b/g)) {
      const where = `${className}::${functionName}`;
      orders.push({ line: index + 1, where, order: match[1], begin: offset + match.index, text: match[0] });
    }
    offset += line.length + 1;
  });
  return orders;
}

async function compile(args) {
  const { code, output } = await outcomeOf(compiler, args);
  if (code !== 0) throw new Error(`${compiler} ${args.join(' ')}: ${code}\n${output}`);
}

function compileOthers() {
  return atOnce(others, async (source) => {
    const object = join(folder, `${basename(source)}.o`);
    await compile([...flags, '-I', join(root, 'native'), '-c', join(root, source), '-o', object]);
    return object;
  });
}

/** Compiles the test with `text` as the ring's header, runs it, and tells how that went. */
async function tryHeader(name, text, objects) {
  const include = join(folder, name);
  const program = join(include, 'test');
  mkdirSync(join(include, 'rt'), { recursive: true });
  writeFileSync(join(include, header), text);
  const includes = [include, join(root, 'native'), join(root, 'test/native')].flatMap((path) => ['-I', path]);
  await compile([...flags, ...includes, join(root, test), ...objects, '-o', program]);
  // The first race is enough, and 66 is no code that the test itself ends with.
  const env = { ...process.env, TSAN_OPTIONS: 'halt_on_error=1 exitcode=66' };
  const { code, output } = await outcomeOf(program, ['--force-colors=false'], { env });
  return { passed: code === 0, raced: code === 66 && output.includes('data race'), output };
}

/** Fails unless the header passes as it is and every weakening of it is noticed. */
export async function checkWeakenedOrders() {
  const text = readFileSync(join(root, 'native', header), 'utf8');
  const orders = findOrders(text);
  if (orders.length === 0) throw new Error(`There is no memory order in ${header}`);
  mkdirSync(folder, { recursive: true });
  const objects = await compileOthers();

  const unchanged = await tryHeader('unchanged', text, objects);
  if (!unchanged.passed) throw new Error(`${test} fails with ${header} as it is:\n${unchanged.output}`);
  console.log(`${header}, each order made relaxed:`);
  const caught = await atOnce(orders, async ({ line, where, order, begin, text: written }) => {
    const weaker = `${text.slice(0, begin)}std::memory_order_relaxed${text.slice(begin + written.length)}`;
    const { raced } = await tryHeader(`line-${line}-${begin}`, weaker, objects);
    const verdict = raced ? 'caught' : 'NOT CAUGHT';
    console.log(`  line ${String(line).padStart(3)}  ${where.padEnd(24)}${order.padEnd(10)}${verdict}`);
    return raced;
  });
  const missed = caught.filter((raced) => !raced).length;
  if (missed > 0) throw new Error(`${missed} of ${orders.length} weakened orders were not caught by ${test}`);
}
