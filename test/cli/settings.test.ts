import { expect, it } from 'vitest';
import { speech, workshop } from './support.js';

const { run, path } = workshop();
/** Named, as another may be installed. */
const virtual = ['--driver', 'built-in:loopback'];

/** The JSON document of a command that went well, and what it warned of. */
async function resultOf(...args: string[]) {
  const { code, stdout, stderr } = await run([...args, ...virtual, '--json']);
  expect(code).toBe(0);
  return { ...JSON.parse(stdout), stderr };
}

it('makes the virtual driver what --settings say', async () => {
  const { inputs, sampleRate } = await resultOf('info', '--settings', 'inputs=5;rate=96000');
  expect({ inputs: inputs.length, sampleRate }).toEqual({ inputs: 5, sampleRate: 96000 });
  const settings = 'inputs=3;type=int16lsb;clock=freerun';
  const meter = await resultOf('meter', '--duration', '0.01', '--settings', settings);
  expect(meter.inputs.length).toBe(3);
  const take = await resultOf('record', path('take.wav'), '--duration', '0.01', '--settings', settings);
  expect(take.format).toBe('int16');
  const played = await resultOf('play', speech, '--settings', settings);
  expect(played.stderr).toContain('int16lsb, which cannot carry int24');
});

it.each(['info', 'meter', 'record', 'play', 'verify', 'measure', 'doctor'])(
  '%s refuses settings that the driver does not know',
  async (command) => {
    const file = { record: [path('none.wav')], play: [speech] }[command] ?? [];
    const { code, stdout, stderr } = await run([command, ...file, ...virtual, '--settings', 'colour=red']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/colour/);
  },
);
