import { once } from 'node:events';
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { serveFile } from './files.js';
import { cutIntoSlices } from './slices.js';

const slicesPerSecond = 30;
/** A browser that is so far behind is not sent more: it gets later slices, and the audio waits for nobody. */
const mostWaitingBytes = 65_536;

/**
 * Shows inputs of an open device on a page; resolves when it can be visited, to its `url`, to `done`, which rejects where
 * the device fails, and to `close`, which ends all.
 */
export async function startServer(device, { inputs, port = 0, host = '127.0.0.1' }) {
  const stream = await device.openStream({ inputs, outputs: [], format: 'float32' });
  const http = createServer((request, response) => {
    serveFile(request, response).catch((error) => response.destroy(error));
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  const ending = new AbortController();
  try {
    http.listen(port, host);
    await once(http, 'listening');
    await stream.start();
  } catch (error) {
    http.close();
    await stream.close();
    throw error;
  }

  const hello = JSON.stringify({
    device: device.name,
    sampleRate: stream.sampleRate,
    names: inputs.map((input) => device.inputs[input].name),
  });
  http.on('upgrade', (request, socket, head) => {
    if (!isOwnPage(request)) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (client) => client.send(hello));
  });

  const size = 4 * Math.round(stream.sampleRate / slicesPerSecond / 4);
  const done = cutIntoSlices(stream, {
    size,
    signal: ending.signal,
    onSlice(slice) {
      const text = JSON.stringify(slice);
      for (const client of sockets.clients) {
        if (client.readyState === WebSocket.OPEN && client.bufferedAmount < mostWaitingBytes)
          client.send(text);
      }
    },
  }).catch((error) => {
    if (!ending.signal.aborted) throw error;
  });

  async function close() {
    if (ending.signal.aborted) return;
    ending.abort();
    for (const client of sockets.clients) client.terminate();
    http.close();
    http.closeAllConnections();
    await done.catch(() => {}); // told by `done` itself
    await stream.close();
  }
  return { url: `http://${host}:${http.address().port}/`, done, close };
}

/** Browsers let any page connect to any server; only this server's own page is to. */
function isOwnPage({ url, headers: { origin, host } }) {
  return url === '/levels' && URL.canParse(origin ?? '') && new URL(origin).host === host;
}
