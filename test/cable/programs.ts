/** Programs at a cable, each a process of its own. */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import { removeFolder } from '../helpers/remove-folder.js';

/** What a seat has heard of a channel so far: see seat.mjs. */
export interface Heard {
  readonly heard: number;
  readonly starts: number;
  readonly ends: number;
  readonly wrong: number;
  readonly first: number | null;
}

export interface Report {
  readonly state: 'running' | 'done';
  readonly own: Heard;
  readonly other: Heard;
}

export interface SeatOptions {
  readonly driver: string;
  readonly options: object;
  /** The channel that it plays on, and the one that it hears another program on. */
  readonly plays: number;
  readonly hears: number;
  readonly seconds: number;
}

/** Milliseconds: for the slowest machine. */
const patience = 60_000;
const seat = resolve('test/cable/seat.mjs');

/** A folder for the output of programs, gone afterwards, and what starts them. */
export function programs() {
  const folder = mkdtempSync(join(tmpdir(), 'cable-'));
  afterAll(() => removeFolder(folder));
  let count = 0;

  /** Output goes to a file: under Wine Node cannot write to a pipe that it inherits. */
  function start(options: SeatOptions) {
    const path = join(folder, `${++count}.jsonl`);
    const file = openSync(path, 'w');
    const child = spawn(process.execPath, [seat, JSON.stringify(options)], { stdio: ['ignore', file, file] });
    closeSync(file);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    const output = () => readFileSync(path, 'utf8');
    /** The last whole line; undefined: there is none yet. */
    const report = (): Report | undefined => {
      const line = output().split('\n').at(-2);
      return line?.startsWith('{') ? JSON.parse(line) : undefined;
    };
    return {
      ended,
      output,
      report,
      kill: () => child.kill('SIGKILL'),
      /** Until it reports what is expected; fails where it ends before. */
      async until(expected: (report: Report) => boolean): Promise<Report> {
        const deadline = performance.now() + patience;
        for (;;) {
          const wasOver = isOver;
          const said = report();
          if (said !== undefined && expected(said)) return said;
          if (wasOver) throw new Error(`It has ended: ${output()}`);
          if (performance.now() > deadline) throw new Error(`It does not come to that: ${output()}`);
          // Seldom: the programs need the processors.
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      },
    };
  }
  return { start };
}
