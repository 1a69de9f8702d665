// The long runs of the suite at their full length: ten minutes of 64 channels and two hours of stereo, in accelerated
// time; the memory of 10,000 devices and a day; and ten minutes of two programs at a cable, of which a hundred are killed.
// Arguments go to vitest.
import { run } from './run.mjs';

const files = ['test/endurance.test.ts', 'test/memory.test.ts', 'test/cable/cable.test.ts'];
const vitest = ['vitest', 'run', '--config', 'test/vitest.config.ts', '--root', '.', ...files];
const env = { ...process.env, ENDURANCE: 'full', CABLE_SECONDS: '600', CABLE_KILLS: '100' };
run('npx', [...vitest, ...process.argv.slice(2)], { env });
