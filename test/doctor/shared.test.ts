/** An audio device in shared mode is another driver than the same one taken exclusively. */
import { doctor } from 'bufferswitch/doctor';
import { afterEach, expect, test, vi } from 'vitest';
import { native } from '../../dist/native.js';
import { watchForks } from '../helpers/forks.js';

const speakers = {
  id: 'wasapi:out-0000000a',
  kind: 'wasapi',
  name: 'Speakers',
  description: 'Speakers (output, exclusive WASAPI)',
  path: '',
  usable: true,
  reason: '',
};

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  ['wasapi:out-0000000a', {}, 'wasapi:out-0000000a', ''],
  ['wasapi:out-0000000a:shared', {}, 'wasapi:out-0000000a:shared', 'mode=shared'],
  [
    'wasapi:out-0000000a:shared',
    { type: 'int16lsb' },
    'wasapi:out-0000000a:shared',
    'type=int16lsb;mode=shared',
  ],
  ['wasapi:out-0000000a', { mode: 'shared' }, 'wasapi:out-0000000a:shared', 'mode=shared'],
])('%s is examined as it would be opened, with %o', async (driver, settings, id, text) => {
  vi.spyOn(native, 'listDrivers').mockReturnValue([speakers as never]);
  using forks = watchForks();
  // There is no such device here: what counts is what was asked for.
  await doctor(driver, { settings }).catch(() => {});
  expect(forks.sent).toEqual([expect.objectContaining({ id, instance: 'out-0000000a', settings: text })]);
});
