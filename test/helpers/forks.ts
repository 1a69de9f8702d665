/** What is sent to the processes that this thread starts. */
import childProcess, { type ChildProcess } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

export interface Forks extends Disposable {
  readonly children: readonly ChildProcess[];
  readonly sent: readonly unknown[];
}

/** From now on until it is disposed of. */
export function watchForks(): Forks {
  const { fork } = childProcess;
  const children: ChildProcess[] = [];
  const sent: unknown[] = [];
  const use = (other: typeof fork) => {
    childProcess.fork = other;
    syncBuiltinESMExports();
  };
  use(((...args: Parameters<typeof fork>) => {
    const child = fork(...args);
    const send = child.send.bind(child) as (...all: unknown[]) => boolean;
    child.send = (message: unknown, ...rest: unknown[]) => {
      sent.push(message);
      return send(message, ...rest);
    };
    children.push(child);
    return child;
  }) as typeof fork);
  return { children, sent, [Symbol.dispose]: () => use(fork) };
}
