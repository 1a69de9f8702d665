// A web server on this thread that always has something to do: others ask as fast as it answers.
import { createServer } from 'node:http';
import { Worker } from 'node:worker_threads';

const clients = 4;

/** Asks for one page after the other, on several connections. Runs in a thread of its own. */
const asking = `
  const { Agent, get } = require('node:http');
  const { workerData: { port, clients } } = require('node:worker_threads');
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const ask = () => {
    get({ port, agent, host: '127.0.0.1', path: '/' + Math.random() }, (response) => {
      response.on('end', ask).resume();
    }).on('error', () => {});
  };
  for (let i = 0; i < clients; i++) ask();
`;

/** Some work for every answer: text is made, parsed and made again, which also makes garbage. */
function page(path) {
  const rows = Array.from({ length: 200 }, (_, index) => ({ index, path, text: `${path} ${index * 17}` }));
  return JSON.stringify(JSON.parse(JSON.stringify(rows)).reverse());
}

/** Resolves when it is being asked. `requests` is how many were answered. */
export async function startBusyServer() {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    response.setHeader('content-type', 'application/json');
    response.end(page(request.url));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const worker = new Worker(asking, { eval: true, workerData: { port: server.address().port, clients } });
  await new Promise((resolve) => server.once('request', resolve));
  return {
    requests: () => requests,
    async close() {
      await worker.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
