/** Another program that has the driver open: it plays silence on all outputs, and says when it does. */
import { type DriverSettings, openDevice } from '../index.js';

/** What it is told. */
export interface ClientTask {
  readonly driver: string;
  readonly settings?: DriverSettings;
}

/** What it says. */
export type ClientNews = { readonly type: 'running' } | { readonly type: 'failed'; readonly message: string };

const tell = (news: ClientNews) => new Promise<void>((resolve) => process.send?.(news, () => resolve()));

async function run({ driver, settings }: ClientTask): Promise<void> {
  const device = await openDevice(driver, settings === undefined ? {} : { settings });
  const stream = await device.openStream({ format: 'native' });
  stream.once('close', (error) => error !== undefined && void fail(error));
  await stream.start();
  if (stream.inputs.length === 0) return await tell({ type: 'running' });
  let isRunning = false;
  for await (const _ of stream.input) {
    if (isRunning) continue;
    isRunning = true;
    await tell({ type: 'running' });
  }
}

const fail = (error: unknown) => tell({ type: 'failed', message: (error as Error).message });

process.once('message', (task: ClientTask) => {
  run(task).catch(async (error: unknown) => {
    await fail(error);
    process.exit(1);
  });
});
// Whoever started it is gone.
process.once('disconnect', () => process.exit(0));
