import { BufferSwitchError, errorCodes } from 'bufferswitch';
import { expect, test } from 'vitest';
import { fromNative } from '../dist/errors.js';
import { native } from '../dist/native.js';

test('every code that the addon throws is a public one', () => {
  expect(native.errorCodes.length).toBeGreaterThan(5);
  for (const code of native.errorCodes) expect(errorCodes).toContain(code);
});

test("an error carries the driver's own number and words", () => {
  const thrown = Object.assign(new Error('No.'), {
    code: 'DRIVER_FAILED',
    driverCode: -997,
    driverMessage: 'busy',
  });
  const error = fromNative(thrown) as BufferSwitchError;
  expect(error).toBeInstanceOf(BufferSwitchError);
  expect(error).toMatchObject({
    code: 'DRIVER_FAILED',
    driverCode: -997,
    driverMessage: 'busy',
    message: 'No.',
  });
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({ code: 'DRIVER_FAILED', driverCode: -997 });
});

test('what is not from the addon stays as it is', () => {
  const fault = new TypeError('ours');
  expect(fromNative(fault)).toBe(fault);
});
