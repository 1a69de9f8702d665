import { readFile } from 'node:fs/promises';

/** What the page consists of. Nothing else is served, so no path leads anywhere else. */
const files = new Map([
  ['/', ['index.html', 'text/html']],
  ['/page.js', ['page.js', 'text/javascript']],
  ['/wave.js', ['wave.js', 'text/javascript']],
  ['/style.css', ['style.css', 'text/css']],
  ['/icon.svg', ['icon.svg', 'image/svg+xml']],
]);

const headers = {
  // Scripts, styles and connections from here only.
  'content-security-policy': "default-src 'self'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
};

/** A request listener of node:http. */
export async function serveFile(request, response) {
  const file = files.get(request.url);
  if (file === undefined || request.method !== 'GET') {
    response.writeHead(404, headers).end();
    return;
  }
  const [name, type] = file;
  const body = await readFile(new URL(`page/${name}`, import.meta.url));
  response.writeHead(200, { ...headers, 'content-type': `${type}; charset=utf-8` }).end(body);
}
