// What plays, as the utility process has it, with a port as Electron hands one over: without Electron.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { openDevice } from 'bufferswitch';
import { makeFile, startService } from './interface.js';
import { channel } from './port.js';

const limit = { timeout: 30_000 };

/** The page's end of a channel to the service. */
function connect(t, service) {
  const [page, port] = channel();
  service.serve(port);
  t.after(() => page.close());
  const messages = [];
  const waiting = new EventEmitter();
  page.on('message', ({ data }) => {
    messages.push(data);
    waiting.emit('message');
  });
  page.start();
  return {
    messages,
    send: (message) => page.postMessage(message),
    /** The next message that is so; those before it are forgotten. */
    async next(isWanted) {
      for (;;) {
        while (messages.length > 0) {
          const message = messages.shift();
          if (isWanted(message)) return message;
        }
        await new Promise((resolve) => waiting.once('message', resolve));
      }
    },
  };
}

/**
 * What was heard on an output, without the silence before, behind, and where the file was not read in time: steps do not
 * wait for the program, and no sample of the files is 0.
 */
const heard = (driver, output) => driver.captured().samples[output].filter((sample) => sample !== 0);

/** Switches buffers until `isEnough`, which may be when the driver does not run any more. */
async function stepUntil(driver, isEnough) {
  while (!isEnough()) {
    await driver.step(1).catch((error) => assert.equal(error.code, 'INVALID_STATE'));
    await setImmediate();
  }
}

const isState = (state) => (message) => message.type === 'state' && message.state === state;
const isLevels = ({ type }) => type === 'levels';

test(
  'a file is played exclusively, every sample, and the driver is free again at its end',
  limit,
  async (t) => {
    const { folder, driver, service } = startService(t, {
      type: 'int32lsb',
      rate: 44100,
      rates: [44100, 48000],
    });
    const path = join(folder, 'a song.wav');
    const samples = await makeFile(path, { seconds: 0.5 });
    const page = connect(t, service);
    page.send({ type: 'hello' });
    const { drivers } = await page.next(({ type }) => type === 'drivers');
    assert.deepEqual(drivers, [{ id: driver.id, name: 'Virtual Interface' }]);
    await page.next(isState('stopped'));

    page.send({ type: 'play', path, driver: driver.id });
    const { title, sampleRate, encoding, seconds, isLossless } = await page.next(isState('playing'));
    assert.deepEqual(
      { title, sampleRate, encoding, seconds, isLossless },
      { title: 'a song.wav', sampleRate: 48000, encoding: 'int24', seconds: 0.5, isLossless: true },
    );
    await assert.rejects(openDevice(driver.id), { code: 'DEVICE_BUSY' });

    let isOver = false;
    const stopped = page.next(isState('stopped')).then(() => {
      isOver = true;
    });
    await stepUntil(driver, () => isOver);
    await stopped;
    for (const [output, expected] of samples.entries()) assert.deepEqual(heard(driver, output), expected);
    await (await openDevice(driver.id)).close();
  },
);

test('levels are those of what is heard, and a pause goes on with the next frame', limit, async (t) => {
  const { folder, driver, service } = startService(t, { type: 'int32lsb', rate: 48000 });
  const path = join(folder, 'long.wav');
  const samples = await makeFile(path, { seconds: 3 });
  const page = connect(t, service);
  page.send({ type: 'play', path, driver: driver.id });
  await page.next(isState('playing'));
  await stepUntil(driver, () => heard(driver, 0).length >= 6400);
  // Levels may be a slice late, as what is being queued is not known by then, but never early.
  const { seconds, channels } = await page.next((message) => isLevels(message) && message.seconds >= 0.1);
  assert.ok(seconds * 48000 <= heard(driver, 0).length, `${seconds} s`);
  for (const [n, db] of [-6.02, -20].entries()) {
    assert.ok(Math.abs(channels[n].peak - db) < 0.02 && Math.abs(channels[n].rms - db) < 0.02);
  }

  page.send({ type: 'pause' });
  await page.next(isState('paused'));
  await assert.rejects(driver.step(1), { code: 'INVALID_STATE' });
  const before = heard(driver, 0).length;
  page.send({ type: 'resume' });
  await page.next(isState('playing'));
  await stepUntil(driver, () => heard(driver, 0).length > before + 5000);
  const after = heard(driver, 0);
  assert.deepEqual(after, samples[0].subarray(0, after.length));

  page.send({ type: 'stop' });
  await page.next(isState('stopped'));
  await (await openDevice(driver.id)).close();
});

test('a page that is loaded again is told what plays', limit, async (t) => {
  const { folder, driver, service } = startService(t, { rate: 48000 });
  const path = join(folder, 'long.wav');
  await makeFile(path, { seconds: 1 });
  const first = connect(t, service);
  first.send({ type: 'play', path, driver: driver.id });
  await first.next(isState('playing'));
  const second = connect(t, service);
  second.send({ type: 'hello' });
  assert.equal((await second.next(isState('playing'))).title, 'long.wav');
  second.send({ type: 'stop' });
  await second.next(isState('stopped'));
});

test('what cannot be played is told, and leaves nothing taken', limit, async (t) => {
  const { folder, driver, service } = startService(t, { rates: [44100] });
  const path = join(folder, 'high.wav');
  await makeFile(path, { seconds: 0.1, sampleRate: 96000 });
  const page = connect(t, service);
  const isFailure = ({ type }) => type === 'failure';
  page.send({ type: 'play', path, driver: driver.id });
  assert.match((await page.next(isFailure)).message, /refused 96000 Hz. It offers 44100 Hz/);
  page.send({ type: 'play', path: join(folder, 'none.wav'), driver: driver.id });
  assert.match((await page.next(isFailure)).message, /ENOENT/);
  page.send({ type: 'pause' });
  page.send({ type: 'hello' });
  await page.next(isState('stopped'));
  await (await openDevice(driver.id)).close();
});

test('the utility process serves each port that it is handed', limit, async (t) => {
  process.parentPort = new EventEmitter();
  await import('../service-process.js');
  for (let times = 0; times < 2; times++) {
    const page = connect(t, {
      serve: (port) => process.parentPort.emit('message', { data: null, ports: [port] }),
    });
    page.send({ type: 'hello' });
    const { drivers } = await page.next(({ type }) => type === 'drivers');
    assert.ok(drivers.some(({ id }) => id === 'built-in:loopback'));
  }
});
