// Loaded before the program: what --driver fed stands for is a virtual driver that hears the pattern; FED has its settings.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const worker = new Worker(new URL('feeding.mjs', import.meta.url), {
  workerData: JSON.parse(process.env.FED),
  execArgv: [], // this module is for the program alone
});
const [id] = await once(worker, 'message');
worker.unref();
process.argv = process.argv.map((argument) => (argument === 'fed' ? id : argument));
