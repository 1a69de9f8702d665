// The long runs of the suite at their full length: ten minutes of 64 channels and two hours of stereo, in accelerated
// time; two devices for a minute; the memory of 10,000 devices and a day; ten minutes of two programs at a cable, of which a
// hundred are killed; and two minutes of 64 channels at 192 kHz recorded to a file of 4.4 GB beside a program that keeps the
// disk busy. Arguments go to vitest.
import { run } from './run.mjs';

const tests = ['endurance', 'memory', 'two-devices', 'cable/cable', 'recording/endurance'];
const files = tests.map((name) => `test/${name}.test.ts`);
const vitest = ['vitest', 'run', '--config', 'test/vitest.config.ts', '--root', '.', ...files];
const env = {
  ...process.env,
  ENDURANCE: 'full',
  CABLE_SECONDS: '600',
  CABLE_KILLS: '100',
  TWO_DEVICES_SECONDS: '60',
};
run('npx', [...vitest, ...process.argv.slice(2)], { env });
