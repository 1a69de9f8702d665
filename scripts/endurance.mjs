// The long streams of the suite at their full length: ten minutes of 64 channels and two hours of stereo, in
// accelerated time; and the memory of 10,000 devices and a day. Arguments go to vitest.
import { run } from './run.mjs';

const vitest = [
  'vitest',
  'run',
  '--config',
  'test/vitest.config.ts',
  '--root',
  '.',
  'test/endurance.test.ts',
  'test/memory.test.ts',
];
run('npx', [...vitest, ...process.argv.slice(2)], { env: { ...process.env, ENDURANCE: 'full' } });
