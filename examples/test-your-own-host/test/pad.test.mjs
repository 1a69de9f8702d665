// What the program makes of a driver that is as it should be, and of those that are not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { install } from './instances.mjs';
import { startPad } from './program.mjs';

const limit = { timeout: 60_000 };

test('plays at the rate that it is given, until it is told to end', limit, async (t) => {
  const pad = startPad(t, install(), '96000');
  assert.equal(await pad.line(), 'pad: playing at 96000 Hz');
  pad.end();
  assert.deepEqual(await pad.outcome(), { code: 0, stderr: '' });
});

test('says that there is no such driver', limit, async (t) => {
  const pad = startPad(t, `None ${process.pid}`);
  assert.deepEqual(await pad.outcome(), { code: 3, stderr: 'pad: there is no driver with this name\n' });
});

/** Settings of the driver, the program's exit code, and how the only line on stderr begins. */
const refusals = [
  ['personality=init-with-long-words', 4, 'the driver does not start up'],
  ['personality=rate-fixed', 5, 'the driver does not run at 96000 Hz'],
  ['personality=rate-never', 5, 'the driver does not run at 96000 Hz'],
  ['type=float32lsb', 6, 'sample type 19 is not known here'],
  ['outputs=1', 7, 'the driver has no input 1 or no output 2'],
  ['personality=in-use', 7, 'the driver makes no buffers'],
];

for (const [settings, code, reason] of refusals) {
  test(`says in a line what is wrong with a driver that has ${settings}`, limit, async (t) => {
    const pad = startPad(t, install(settings), '96000');
    const outcome = await pad.outcome();
    assert.equal(outcome.stderr.slice(0, 5 + reason.length), `pad: ${reason}`);
    assert.equal(outcome.stderr.indexOf('\n'), outcome.stderr.length - 1);
    assert.equal(outcome.code, code);
  });
}
