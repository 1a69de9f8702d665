// The program under test, as a process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(
  new URL(process.platform === 'win32' ? '../build/pad.exe' : '../build/pad', import.meta.url),
);

/** Starts it for the test `t`. A program that hangs is killed, which ends whatever waits for it here. */
export function startPad(t, ...args) {
  const child = spawn(path, args, { timeout: 30_000, killSignal: 'SIGKILL' });
  t.after(() => child.kill('SIGKILL'));
  const closed = once(child, 'close');
  const errors = text(child.stderr);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    /** The next line that it prints; undefined where it has ended. */
    line: async () => (await lines.next()).value,
    /** Tells it to end. */
    end: () => child.stdin.end(),
    /** When it has ended: how. */
    async outcome() {
      const [code] = await closed;
      return { code, stderr: (await errors).replaceAll('\r', '') };
    },
  };
}
