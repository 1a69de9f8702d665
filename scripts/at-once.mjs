// Work of which several pieces can run at once, without more of them than there are processors.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The results of `work(item)`, in the order of the items. The first failure is thrown once no more work is under way. */
export async function atOnce(items, work, limit = Math.max(2, availableParallelism())) {
  const results = new Array(items.length);
  let next = 0;
  const failures = [];
  async function worker() {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await work(items[index]);
      } catch (error) {
        failures.push(error);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}

/** Runs a program for its exit code (or the signal that ended it) and all that it printed. */
export function outcomeOf(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ code: status ?? signal, output }));
  });
}
