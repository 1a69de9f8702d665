// What the server sends, without a browser.
import assert from 'node:assert/strict';
import { on, once } from 'node:events';
import { get } from 'node:http';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { rate, sine, startOnVirtual } from './interface.js';

const limit = { timeout: 30_000 };

/** The messages of a client, as they come. */
async function* messages(client) {
  for await (const [data] of on(client, 'message')) yield JSON.parse(data);
}

test('every slice has the levels and the waveform of its own frames', limit, async (t) => {
  const { driver, server } = await startOnVirtual(t);
  const client = new WebSocket(new URL('levels', server.url), { origin: new URL(server.url).origin });
  t.after(() => client.terminate());
  const received = messages(client);
  const { value: hello } = await received.next();
  assert.deepEqual(hello.names, ['Input 1', 'Input 3']);
  assert.equal(hello.sampleRate, rate);

  // A slice of a sine, one of silence with a single sample, one of both signs.
  const size = rate / 30;
  const third = new Float32Array(3 * size);
  third[size + 3 * (size / 4)] = -0.25;
  third.fill(0.5, 2 * size);
  third.fill(-0.5, 2.5 * size);
  const first = new Float32Array(3 * size);
  first.set(sine(0.5, size));
  driver.feed([first, null, third]);
  await driver.step(Math.ceil((3 * size) / 128));
  const slices = [];
  while (slices.length < 3) slices.push((await received.next()).value);

  assert.deepEqual(
    slices.map(({ frame }) => frame),
    [size, 2 * size, 3 * size],
  );
  const [left] = slices[0].channels;
  assert.ok(Math.abs(left.peak - 0.5) < 1e-6 && Math.abs(left.rms - 0.5 / Math.SQRT2) < 1e-6);
  assert.deepEqual(left.wave, [-0.5, 0.5, -0.5, 0.5, -0.5, 0.5, -0.5, 0.5]);
  const [quiet, single] = slices[1].channels;
  assert.deepEqual(quiet, { peak: 0, rms: 0, wave: new Array(8).fill(0) });
  assert.deepEqual(single, { peak: 0.25, rms: Math.sqrt(0.0625 / size), wave: [0, 0, 0, 0, 0, 0, -0.25, 0] });
  const [, both] = slices[2].channels;
  assert.deepEqual(both, { peak: 0.5, rms: 0.5, wave: [0.5, 0.5, 0.5, 0.5, -0.5, -0.5, -0.5, -0.5] });
});

test("only the server's own page may connect", limit, async (t) => {
  const { server } = await startOnVirtual(t);
  for (const origin of ['http://elsewhere.example', undefined, 'null']) {
    const client = new WebSocket(new URL('levels', server.url), { origin });
    const [error] = await once(client, 'error');
    assert.match(error.message, /403/);
  }
});

test('only the page is served', limit, async (t) => {
  const { server } = await startOnVirtual(t);
  for (const [path, status] of [
    ['', 200],
    ['page.js', 200],
    ['server.js', 404],
    ['..%2fpackage.json', 404],
  ]) {
    const [response] = await once(get(server.url + path), 'response');
    response.resume();
    assert.equal(response.statusCode, status, path);
  }
});

test('the end of the server is the end of the stream, and the device is free', limit, async (t) => {
  const { device, server } = await startOnVirtual(t);
  await server.close();
  await server.done;
  await (await device.openStream()).close();
});
