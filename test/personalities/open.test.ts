import { openDevice } from 'bufferswitch';
import { expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { freshId, openPersonality, settingsOf } from './support.js';

test.each([
  ['init-answers-minus-one', 'DRIVER_INIT_FAILED', /did not start up/],
  ['init-without-words', 'DRIVER_INIT_FAILED', /gave no reason/],
  ['init-with-long-words', 'DRIVER_INIT_FAILED', /w{1000}/],
  ['init-without-channels', 'DRIVER_INIT_FAILED', /no channels.*no unit is connected/],
  ['channels-not-present', 'DRIVER_FAILED', /getChannelInfo/],
])('%s: %s', async (personality, code, words) => {
  const error = await failure(openPersonality(personality));
  expect(error.code).toBe(code);
  expect(error.message).toMatch(words);
});

test('init-claims: what fails is released, so that the next attempt succeeds', async () => {
  const id = freshId();
  const settings = settingsOf('init-claims');
  expect((await failure(openDevice(id, { settings }))).code).toBe('DRIVER_INIT_FAILED');
  await (await openDevice(id, { settings })).close();
});

test('busy-after-release: opening again waits', async () => {
  await using device = await openPersonality('busy-after-release');
  await device.reset();
  expect(device.state).toBe('open');
});

test('busy-after-release: so does a program that closes a device and opens it at once', async () => {
  const id = freshId();
  const open = () => openDevice(id, { settings: settingsOf('busy-after-release') });
  await (await open()).close();
  await (await open()).close();
});

test('init-hangs: the time limit ends the wait, and other devices go on', async () => {
  await using other = await openPersonality('duplicates');
  const error = await failure(openPersonality('init-hangs', {}, { timeLimit: 300 }));
  expect(error).toMatchObject({ code: 'DRIVER_TIMEOUT', operation: 'open' });
  const stream = await other.openStream();
  await stream.start();
  await other.step(3);
  expect(stream.stats.buffers).toBe(3);
});
