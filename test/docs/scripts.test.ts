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

/** In one process, as most of the time goes by with starting one. */
async function runAll(blocks: readonly Block[]): Promise<Outcome[]> {
  const [list, results, drivers] = ['list.json', 'results.jsonl', 'drivers'].map((name) =>
    join(workplace, name),
  );
  for (const folder of new Set(blocks.map(folderOf))) await layOut(folder);
  if (!cannotInstall) installDrivers(drivers as string, driverNames);
  writeFileSync(list as string, JSON.stringify(blocks.map(fileOf)));
  writeFileSync(results as string, '');
  const runner = join(import.meta.dirname, 'run-programs.mjs');
  const child = spawn(process.execPath, [runner, list as string, results as string], {
    stdio: 'ignore',
    env: { ...process.env, CWASIO_DIR: drivers },
    timeout: 100_000,
  });
  await once(child, 'exit');
  const lines = readFileSync(results as string, 'utf8')
    .trim()
    .split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Outcome);
}

describe('JavaScript in the documents', () => {
  let outcomes: Outcome[] = [];
  beforeAll(async () => {
    outcomes = await runAll(programs.filter(isHere));
  }, 120_000);

  for (const block of programs) {
    it.skipIf(!isHere(block))(`${nameOf(block)} runs`, () => {
      const outcome = outcomes.find(({ file }) => file === fileOf(block));
      if (outcome === undefined) throw new Error('The process ended at this block, or at one before it');
      if (outcome.problem !== null) throw new Error(outcome.problem);
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
