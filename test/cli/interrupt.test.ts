import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hasSignals } from './support.js';

const module = new URL('../../dist/cli/interrupt.js', import.meta.url).href;

function runScript(script: string) {
  const program = `import { Interrupt } from ${JSON.stringify(module)};\n${script}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 20_000,
  });
}

describe.skipIf(!hasSignals)(
  `signals${hasSignals ? '' : ' (not on Windows, where they cannot be caught)'}`,
  () => {
    it('the first aborts, and the program goes on to finish its work', () => {
      const { status, stdout } = runScript(`
      const interrupt = new Interrupt();
      const alive = setInterval(() => {}, 1000);
      interrupt.signal.addEventListener('abort', () => {
        console.log('finished', interrupt.code);
        clearInterval(alive);
        process.exitCode = interrupt.code;
      });
      process.kill(process.pid, 'SIGTERM');`);
      expect({ status, stdout }).toEqual({ status: 143, stdout: 'finished 143\n' });
    });

    it('the second ends the program although it does not finish', () => {
      const { status, signal } = runScript(`
      const interrupt = new Interrupt();
      setInterval(() => {}, 1000);
      interrupt.signal.addEventListener('abort', () => process.kill(process.pid, 'SIGINT'));
      process.kill(process.pid, 'SIGINT');`);
      expect({ status, signal }).toEqual({ status: 130, signal: null });
    });

    it('leaves nothing behind when it is disposed of', () => {
      const { signal } = runScript(`
      new Interrupt()[Symbol.dispose]();
      setInterval(() => {}, 1000);
      process.kill(process.pid, 'SIGINT');`);
      expect(signal).toBe('SIGINT');
    });
  },
);
