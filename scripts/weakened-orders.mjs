// The proof that the ring's test with random schedules, under the thread sanitizer, notices a missing memory order:
// each one in the ring's header is made relaxed, one at a time, in a copy, and the sanitizer has to report a data race.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, scratch } from './run.mjs';

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

function compileOthers() {
  return others.map((source, index) => {
    const object = join(folder, `${index}.o`);
    run(compiler, [...flags, '-I', join(root, 'native'), '-c', join(root, source), '-o', object]);
    return object;
  });
}

/** Compiles the test with `text` as the ring's header, runs it, and tells how that went. */
function tryHeader(name, text, objects) {
  const include = join(folder, name);
  const program = join(include, 'test');
  mkdirSync(join(include, 'rt'), { recursive: true });
  writeFileSync(join(include, header), text);
  const includes = [include, join(root, 'native'), join(root, 'test/native')].flatMap((path) => ['-I', path]);
  run(compiler, [...flags, ...includes, join(root, test), ...objects, '-o', program]);
  const { status, stdout, stderr } = spawnSync(program, ['--force-colors=false'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    // The first race is enough, and 66 is no code that the test itself ends with.
    env: { ...process.env, TSAN_OPTIONS: 'halt_on_error=1 exitcode=66' },
  });
  const output = `${stdout}${stderr}`;
  return { passed: status === 0, raced: status === 66 && output.includes('data race'), output };
}

/** Fails unless the header passes as it is and every weakening of it is noticed. */
export function checkWeakenedOrders() {
  const text = readFileSync(join(root, 'native', header), 'utf8');
  const orders = findOrders(text);
  if (orders.length === 0) throw new Error(`There is no memory order in ${header}`);
  mkdirSync(folder, { recursive: true });
  const objects = compileOthers();

  const unchanged = tryHeader('unchanged', text, objects);
  if (!unchanged.passed) throw new Error(`${test} fails with ${header} as it is:\n${unchanged.output}`);
  console.log(`${header}, each order made relaxed:`);
  let missed = 0;
  for (const { line, where, order, begin, text: written } of orders) {
    const weaker = `${text.slice(0, begin)}std::memory_order_relaxed${text.slice(begin + written.length)}`;
    const { raced } = tryHeader(`line-${line}-${begin}`, weaker, objects);
    if (!raced) missed += 1;
    const verdict = raced ? 'caught' : 'NOT CAUGHT';
    console.log(`  line ${String(line).padStart(3)}  ${where.padEnd(24)}${order.padEnd(10)}${verdict}`);
  }
  if (missed > 0) throw new Error(`${missed} of ${orders.length} weakened orders were not caught by ${test}`);
}
