// The tests of what the host makes of each personality, on the driver of audio devices over a simulated system: the same
// files, in which the personality stands before that driver and not before the virtual one. Expects `npm run test:native --
// plain` to have built its library.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, scratch } from './run.mjs';

const library = join(scratch, 'native', 'plain', 'libbufferswitch-simulated-wasapi.so');

/** What no device of Windows is, or does not do in the same numbers -> the tests that need it, by what their titles begin with. */
const leftOut = {
  'buffer sizes of any step, down to one frame and up to 65536': [
    'asio2wasapi ',
    'asio2wasapi:',
    'wineasio ',
    'wineasio:',
    'sizes-huge ',
    'sizes-huge:',
    'sizes-tiny: sizes',
    'sizes-no-powers: sizes',
  ],
  'a delay that is set': ['leaves-float-mode: samples', 'dirty-high-bits:'],
  'the delay of the virtual driver, after which positions are expected': [
    'sound-dithered: it',
    'sound-slips: it',
    'sound-drops: it',
  ],
  'sample types other than 16, 24 and 32 bits and floats, little-endian': [
    'sound-quieter, int16msb',
    'sound-inverted, dsd',
    'sound-swapped, dsd',
    'sound-16-bits, int32msb18',
    'sound-float, float64lsb',
    'sound-limited, float64msb',
    'sound-resampled, int32lsb20',
    'sound-slips, dsd',
    'sound-drops, dsd',
    'sound-offset, float32msb',
  ],
  'a driver that waits while the personality holds up its switches': ['asio4all what', 'bursts what'],
  'latencies that do not depend on whether the host says that output is ready': [
    'latencies-change: they',
    'with onReset manual nothing',
    'comes-back-smaller: the caller',
    'stops-switching: the driver',
    'storms: the driver',
    'rate-lies-until-reload: what',
  ],
  'a driver that cannot report overloads': ['the features of rme-like'],
};

const escaped = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
const titles = Object.values(leftOut).flat();

if (!existsSync(library)) throw new Error(`${library} is not built: npm run test:native -- plain`);
const results = join(scratch, 'personalities-on-devices.json');
const only = ['--testNamePattern', `^(?!(${titles.map(escaped).join('|')}))`];
run(
  'npx',
  [
    ...['vitest', 'run', '--config', 'test/vitest.config.ts', '--root', '.', 'test/personalities', ...only],
    // They ask about tables and documents, and no driver.
    ...['--exclude', '**/answers.test.ts', '--exclude', '**/coverage.test.ts'],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${results}`],
  ],
  { env: { ...process.env, PERSONALITY_LIBRARY: library } },
);

const tests = JSON.parse(readFileSync(results, 'utf8')).testResults.flatMap((file) => file.assertionResults);
const stale = titles.filter((title) => !tests.some(({ fullName }) => fullName.startsWith(title)));
if (stale.length > 0) throw new Error(`No test begins with: ${stale.join(', ')}`);
const passed = tests.filter(({ status }) => status === 'passed').length;
if (passed === 0) throw new Error('No test has passed');
console.log(`personalities on audio devices: ${passed} tests passed; left out, as they need`);
for (const [reason, names] of Object.entries(leftOut)) console.log(`  ${reason}: ${names.length} titles`);
