import { expect, test } from 'vitest';
import { defaultDriver } from '../dist/cli/choose-driver.js';
import { clocksText, slipText } from '../dist/cli/device-report.js';
import { chooseDriver, chooseWith, type DriverEntry, isShared } from '../dist/drivers.js';
import { fidelityOf, resampled, throughMixer } from '../dist/fidelity.js';
import { failure } from './helpers/code.js';
import { openLoopback } from './helpers/loopback.js';

function entry(id: string, kind: DriverEntry['kind'], name: string, description = name): DriverEntry {
  return { id, kind, name, description, path: null, usable: true, reason: null };
}

const own = entry('{A}', 'com', 'Desk ASIO', 'Desk ASIO driver');
const output = entry('wasapi:out-0000000a', 'wasapi', 'Speakers (Desk)');
const input = entry('wasapi:in-0000000b', 'wasapi', 'Line (Desk)');
const virtual = entry('built-in:loopback', 'built-in', 'Bufferswitch Loopback');
const all = [own, output, input, virtual];

test('an audio device is chosen by its id, and is told which it is', () => {
  expect(chooseDriver('wasapi:out-0000000a', all)).toEqual({ entry: output, instance: 'out-0000000a' });
  expect(chooseDriver({ id: 'wasapi:in-0000000b' }, all)).toEqual({ entry: input, instance: 'in-0000000b' });
  expect(chooseDriver('speakers (desk)', all).entry).toBe(output);
  expect(() => chooseDriver('wasapi:out-0000000c', all)).toThrow(/There is no driver/);
});

test('a part of a name means the driver of an interface and never an audio device', () => {
  expect(chooseDriver('Desk', all).entry).toBe(own);
  expect(() => chooseDriver('Speakers', all)).toThrow(/There is no driver "Speakers"/);
});

test('two audio devices are chosen as one driver, where both are there', () => {
  const { entry: both, instance } = chooseDriver('wasapi:out-0000000a+in-0000000b', all);
  expect(instance).toBe('out-0000000a+in-0000000b');
  expect(both).toMatchObject({
    id: 'wasapi:out-0000000a+in-0000000b',
    name: 'Speakers (Desk) + Line (Desk)',
  });
  expect(() => chooseDriver('wasapi:out-0000000a+in-0000000c', all)).toThrow(/There is no driver/);
  expect(() => chooseDriver('wasapi:in-0000000b+out-0000000a', all)).toThrow(/There is no driver/);
});

test('shared mode is chosen by the id or the settings, and the entry says that it is not bit-perfect', () => {
  const speakers = { ...output, description: 'Speakers (output, exclusive WASAPI)' };
  const id = 'wasapi:out-0000000a:shared';
  const shared = {
    entry: { ...speakers, id, description: 'Speakers (output, shared WASAPI, not bit-perfect)' },
    instance: 'out-0000000a',
    settings: { mode: 'shared' },
  };
  expect(chooseDriver(id, [speakers, input])).toEqual(shared);
  expect(chooseWith({ mode: 'shared' }, 'wasapi:out-0000000a', [speakers, input])).toEqual(shared);
  expect(chooseWith({ mode: 'shared' }, id, [speakers, input])).toEqual(shared);
  expect(isShared(shared.entry)).toBe(true);
  // Nobody gets it who has not asked for it.
  for (const settings of [undefined, {}, { mode: 'exclusive' }])
    expect(chooseWith(settings, 'wasapi:out-0000000a', [speakers])).toEqual({
      entry: speakers,
      instance: 'out-0000000a',
    });
  expect(isShared(speakers)).toBe(false);
  expect(() => chooseWith({ mode: 'exclusive' }, id, [speakers])).toThrow(/"shared", as in the id/);
  expect(() => chooseDriver('wasapi:out-0000000c:shared', [speakers])).toThrow(/There is no driver/);
  expect(() => chooseDriver('{A}:shared', all)).toThrow(/There is no driver/);
  expect(chooseWith({ mode: 'shared' }, '{A}', all)).toEqual({ entry: own, instance: '' });
});

test('two audio devices are shared as one driver', () => {
  const both = chooseDriver('wasapi:out-0000000a+in-0000000b:shared', all);
  expect(both.instance).toBe('out-0000000a+in-0000000b');
  expect(both.settings).toEqual({ mode: 'shared' });
  expect(both.entry.id).toBe('wasapi:out-0000000a+in-0000000b:shared');
});

test('what goes through the mixer is not called lossless, whatever the format', () => {
  const exact = fidelityOf(['float32lsb'], 'int24', 'output', 'none');
  expect(exact.lossless).toBe(true);
  expect(throughMixer(exact)).toEqual({ lossless: false, losses: [expect.stringMatching(/mixer/)] });
  const rounded = fidelityOf(['float32lsb'], 'int32', 'output', 'none');
  expect(throughMixer(rounded).losses).toEqual([...rounded.losses, expect.stringMatching(/mixer/)]);
});

test('whichever device is the default one is chosen by name, and is not listed', () => {
  const { entry: found, instance } = chooseDriver('wasapi:out-default', all);
  expect(instance).toBe('out-default');
  expect(found).toMatchObject({
    id: 'wasapi:out-default',
    kind: 'wasapi',
    name: 'Default output',
    usable: true,
  });
  expect(chooseDriver({ id: 'wasapi:in-default' }, all).instance).toBe('in-default');
  expect(chooseDriver('wasapi:out-default+in-default', all).instance).toBe('out-default+in-default');
  expect(chooseDriver('wasapi:out-0000000a+in-default', all).instance).toBe('out-0000000a+in-default');
  expect(() => chooseDriver('wasapi:in-default', [own, output, virtual])).toThrow(/There is no driver/);
  expect(() => chooseDriver('wasapi:out-default', [own, virtual])).toThrow(/There is no driver/);
});

test('a driver of another kind has no report, and no fault', async () => {
  await using device = await openLoopback({});
  expect((await failure(device.controls.report())).code).toBe('NOT_SUPPORTED');
  expect(device.fault).toBeNull();
});

test('what two clocks do is said in words', () => {
  const pair = { driftPpm: -12.34, droppedBuffers: 0, silentBuffers: 3, isResampled: false };
  const report = { fault: null, missedSwitches: 0, underruns: 0, lostPackets: 0, pair };
  expect(clocksText(pair)).toBe(
    'of two devices; whole buffers of the input slip, the recording device is 12.3 ppm slower',
  );
  expect(clocksText({ ...pair, driftPpm: null, isResampled: true })).toBe(
    'of two devices; what is recorded is resampled, and not bit-perfect',
  );
  expect(slipText(report)).toBe(
    'of the input 0 buffers were left out and 3 are silence, as the two devices have clocks of their own: the recording device is 12.3 ppm slower',
  );
  expect(slipText({ ...report, pair: { ...pair, silentBuffers: 0 } })).toBeNull();
  expect(slipText({ ...report, pair: null })).toBeNull();
  expect(slipText(null)).toBeNull();
});

test('a resampled input is not lossless, whatever its format', () => {
  const input = resampled(fidelityOf(['int32lsb'], 'float32', 'input', 'none'));
  expect(input.lossless).toBe(false);
  expect(input.losses).toEqual([
    "every sample is made anew for the playing device's clock (capture=resampled)",
    'what has more than 24 bits is rounded to 24 bits, half to even',
  ]);
});

test('the command line never takes an audio device by itself', () => {
  expect(defaultDriver(all)).toBe('{A}');
  expect(defaultDriver([output, input, virtual])).toBe('built-in:loopback');
});

test('two that are one piece of hardware are listed as one, and chosen by id or name', () => {
  const pair = entry('wasapi:out-0000000a+in-0000000b', 'wasapi', 'Speakers (Desk) + Line (Desk)');
  for (const choice of [pair.id, { id: pair.id }, 'Speakers (Desk) + Line (Desk)']) {
    const { entry: chosen, instance } = chooseDriver(choice, [output, input, pair]);
    expect([chosen.id, instance]).toEqual([pair.id, 'out-0000000a+in-0000000b']);
  }
});
