/** Every block of JavaScript in the documents is run, with the virtual driver and as it stands there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { driverNames, installDrivers, layOut } from './material.js';
import { type Block, nameOf } from './pages.js';
import { fileOf, folderOf, scripts, workplace, writeProgram } from './programs.js';

rmSync(workplace, { recursive: true, force: true });
mkdirSync(workplace, { recursive: true });
for (const block of scripts) writeProgram(block);

/** A driver by another name has to be installed: on Windows, for the whole system. */
const needsInstalled = ({ code }: Block) => driverNames.some((name) => code.includes(`openDevice('${name}'`));
const cannotInstall = process.platform === 'win32';

const javaScript = scripts.filter(({ language }) => language !== 'ts');
const programs = javaScript.filter(({ noRun, file }) => noRun === null && file === null);
const isHere = (block: Block) => !(cannotInstall && needsInstalled(block));

interface Outcome {
  readonly file: string;
  readonly problem: string | null;
}

/** Runs as many as one process does: up to the first that fails. */
async function runSome(files: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome[]> {
  const [list, results] = ['list.json', 'results.jsonl'].map((name) => join(workplace, name)) as [
    string,
    string,
  ];
  writeFileSync(list, JSON.stringify(files));
  writeFileSync(results, '');
  const runner = join(import.meta.dirname, 'run-programs.mjs');
  const child = spawn(process.execPath, [runner, list, results], { stdio: 'ignore', env, timeout: 100_000 });
  await once(child, 'exit');
  const lines = readFileSync(results, 'utf8').trim().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Outcome);
}

/** In one process where none fails, as most of the time goes by with starting one. */
async function runAll(blocks: readonly Block[]): Promise<Outcome[]> {
  const drivers = join(workplace, 'drivers');
  if (!cannotInstall) installDrivers(drivers, driverNames);
  for (const folder of new Set(blocks.map(folderOf))) await layOut(folder);
  const files = blocks.map(fileOf);
  const outcomes: Outcome[] = [];
  while (outcomes.length < files.length) {
    const rest = files.slice(outcomes.length);
    const some = await runSome(rest, { ...process.env, CWASIO_DIR: drivers });
    outcomes.push(...some);
    const failed = some.at(-1)?.problem ?? null;
    const next = rest[some.length];
    if (failed === null && next !== undefined)
      outcomes.push({ file: next, problem: 'It ended the process that it ran in' });
  }
  return outcomes;
}

describe('JavaScript in the documents', () => {
  let outcomes: Outcome[] = [];
  beforeAll(async () => {
    outcomes = await runAll(programs.filter(isHere));
  }, 120_000);

  for (const block of programs) {
    it.skipIf(!isHere(block))(`${nameOf(block)} runs`, () => {
      const outcome = outcomes.find(({ file }) => file === fileOf(block));
      if (outcome?.problem !== null) throw new Error(outcome?.problem ?? 'It was not run');
    });
  }
});

/** A test among the blocks is a test here as well. */
for (const block of javaScript.filter(({ file, noRun }) => noRun === null && file?.endsWith('.test.js'))) {
  describe(nameOf(block), async () => {
    await import(relative(import.meta.dirname, fileOf(block)).replaceAll('\\', '/'));
  });
}

test('a block that names a file is used by another block of its page', () => {
  const unused = scripts.filter((block) => {
    if (block.file === null || block.file.endsWith('.test.js')) return false;
    return !scripts.some((other) => other.page === block.page && other.code.includes(`'./${block.file}'`));
  });
  expect(unused.map(nameOf)).toEqual([]);
  expect(scripts.every((block) => existsSync(fileOf(block)))).toBe(true);
});
