// The program under test, as a process. What it prints goes to files: its pipes to Node would now and then crash Wine's server.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(
  new URL(process.platform === 'win32' ? '../build/pad.exe' : '../build/pad', import.meta.url),
);

/** Starts it for the test `t`. A program that hangs is killed, which ends whatever waits for it here. */
export function startPad(t, ...args) {
  const folder = mkdtempSync(join(tmpdir(), 'pad-'));
  const open = (name) => openSync(join(folder, name), 'w');
  const read = (name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r', '');

  const files = [open('stdout'), open('stderr')];
  const child = spawn(path, args, { stdio: ['pipe', ...files], timeout: 30_000, killSignal: 'SIGKILL' });
  for (const file of files) closeSync(file);
  const exited = once(child, 'exit');
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  t.after(async () => {
    child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true, maxRetries: 10 });
  });

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
