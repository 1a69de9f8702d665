import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { ClientNews, ClientTask } from './client-child.js';

export interface ClientsOutcome {
  readonly wanted: number;
  readonly ran: number;
  /** Why another one did not run, or no longer. */
  readonly problem: string | null;
}

/** Other programs that use the driver at the same time, each a process of its own. */
export class Clients implements AsyncDisposable {
  readonly #task: ClientTask;
  readonly #count: number;
  readonly #children: ChildProcess[] = [];
  #running = 0;
  #problem: string | null = null;

  /** Nobody starts before {@link start}. */
  constructor(count: number, task: ClientTask) {
    this.#count = count;
    this.#task = task;
  }

  get outcome(): ClientsOutcome {
    const [wanted, ran] = [this.#count, this.#running];
    const problem = ran === wanted ? this.#problem : (this.#problem ?? 'it took too long to start');
    return { wanted, ran, problem };
  }

  start(): void {
    while (this.#children.length < this.#count) {
      const child = fork(new URL('./client-child.js', import.meta.url), {
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        execArgv: [],
      });
      this.#children.push(child);
      child.on('message', (news: ClientNews) => {
        if (news.type === 'running') this.#running++;
        else this.#problem = news.message;
      });
      child.on('error', (error) => {
        this.#problem = error.message;
      });
      child.send(this.#task);
    }
  }

  /** They end when they are let go of. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ends = this.#children.map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const end = once(child, 'exit');
      if (child.connected) child.disconnect();
      else child.kill('SIGKILL');
      await end;
    });
    await Promise.all(ends);
  }
}
