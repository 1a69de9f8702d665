// The program under test, as a process. What it prints goes to files in build/output, which stay for a look at them: its
// pipes to Node would now and then crash Wine's server.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const build = fileURLToPath(new URL('../build/', import.meta.url));
const program = join(build, process.platform === 'win32' ? 'pad.exe' : 'pad');
let count = 0;

/** Starts it for the test `t`. A program that hangs is killed, which ends whatever waits for it here. */
export function startPad(t, ...args) {
  const folder = join(build, 'output', `${process.pid}-${++count}`);
  mkdirSync(folder, { recursive: true });
  const open = (name) => openSync(join(folder, name), 'w');
  const read = (name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r', '');

  const files = [open('stdout'), open('stderr')];
  const child = spawn(program, args, { stdio: ['pipe', ...files], timeout: 30_000, killSignal: 'SIGKILL' });
  for (const file of files) closeSync(file);
  const exited = once(child, 'exit');
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  t.after(() => child.kill('SIGKILL'));

  let taken = 0;
  return {
    /** The next line that it prints; undefined where it ends without one. */
    async line() {
      for (;;) {
        const wasOver = isOver();
        const lines = read('stdout').split('\n').slice(0, -1);
        if (lines.length > taken || wasOver) return lines[taken++];
        await setTimeout(5);
      }
    },
    /** Tells it to end. */
    end: () => child.stdin.end(),
    /** When it has ended: how. */
    async outcome() {
      const [code] = await exited;
      return { code, stderr: read('stderr') };
    },
  };
}
