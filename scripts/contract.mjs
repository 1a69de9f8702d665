// Runs the contract host, a program in plain C that shares no code with our drivers, against them: they keep to every rule,
// and each personality of the virtual driver, and each simulated system, that breaks one is found out by the check that asks
// for it.
import { atOnce } from './at-once.mjs';

/** Personality -> the check that has to fail. */
const broken = {
  'init-answers-two': 'identity: init answers 1',
  'name-without-end': 'identity: the name ends within 32 bytes',
  'name-too-long': 'identity: nothing is written past 32 bytes of name',
  'channel-names-without-end': 'facts: channel names end within 32 bytes',
  'channel-names-empty': 'facts: channels have names',
  'no-current-clock': 'facts: one clock is the current one',
  'clock-count-lies': 'facts: clocks have names and numbers',
  'latencies-need-buffers': 'facts: latencies are known before there are buffers',
  'latencies-negative': 'facts: latencies are not negative',
  'mixed-types': 'facts: a direction has one sample type',
  'rate-never': 'rates: what is set is read back',
  'rate-absurd': 'rates: the rate is known',
  'rate-not-a-number': 'rates: a refusal changes nothing',
  'can-every-rate': 'rates: nonsense is refused',
  'can-no-rate': 'rates: there is a usual rate',
  'granularity-zero': 'sizes: no step means one size',
  'granularity-minus-two': 'sizes: a step is positive, or -1',
  'sizes-no-powers': 'sizes: powers of two are powers of two',
  'sizes-reversed': 'sizes: the smallest is the smallest',
  'sizes-one-with-step': 'sizes: one size has no step',
  'preferred-moves': 'sizes: they stay the same',
  'only-preferred-works': 'sizes: every size that is offered is accepted',
  'null-buffers': 'buffers: every channel has both halves',
  'failed-create-stays': 'buffers: no channel is refused',
  'dispose-fails': 'buffers: they can be disposed of',
  'latencies-fail': 'buffers: latencies are known with buffers',
  'active-flag-lies': 'buffers: channels with buffers are active',
  'switches-in-create': 'run: nothing comes before start',
  'switches-in-stop': 'run: all come from one thread',
  'switches-after-stop': 'run: nothing comes after stop has returned',
  'index-out-of-range': 'run: the first half is 0',
  'index-negative': 'run: each start begins with half 0',
  'index-zero': 'run: halves take turns',
  duplicates: 'time: positions grow by a buffer each, from 0',
  'rate-lies': 'run: as many as the rate says',
  'new-threads': 'run: all come from one thread',
  'not-direct': 'run: the host may work in the callback',
  'announces-same-rate': 'run: no change of rate is told where there was none',
  'stop-fails': 'run: it stops',
  'never-switches': 'run: switches come',
  'time-never': 'time: a host that wants times gets them',
  'time-without-flags': 'time: time, position and rate are said to be valid',
  'time-swapped': 'time: positions grow by a buffer each, from 0',
  'time-coarse': 'time: times grow',
  'position-frozen': 'time: inside a switch the position can be asked for',
  'position-jumps': 'time: it is the one of the time',
  'dirty-high-bits': 'sound: what is played comes back, every bit',
  'sound-quieter': 'sound: what is played comes back, every bit',
  'sound-inverted': 'sound: what is played comes back, every bit',
  'sound-swapped': 'sound: what is played comes back, every bit',
  'sound-dithered': 'sound: what is played comes back, every bit',
  'sound-16-bits': 'sound: what is played comes back, every bit',
  'sound-float': 'sound: what is played comes back, every bit',
  'sound-limited': 'sound: what is played comes back, every bit',
  'sound-resampled': 'sound: what is played comes back, every bit',
  'sound-slips': 'sound: what is played comes back, every bit',
  'sound-drops': 'sound: what is played comes back, every bit',
  'sound-offset': 'sound: what is played comes back, every bit',
  'sound-leaks': 'sound: what is played comes back, every bit',
  'future-answers-zero': 'extensions: the answer to "can you" is a yes or a no',
  'future-not-present': 'extensions: what nobody knows is an invalid parameter',
  'start-hangs': 'host: every call returns',
};

/** Most of the time a host waits for the driver's clock. */
const hostsAtOnce = 4;

/**
 * As it was installed, at a cable that programs share, and on its own. `host(...args)`: runs the host on the driver;
 * resolves to its exit code and what it printed.
 */
export async function checkContract(host) {
  const outcomes = await atOnce([[], ['--settings', 'cable=none']], (settings) => host(...settings));
  for (const outcome of outcomes) console.log(kept('The driver', outcome));
}

/** Throws unless everything was kept to; gives the summary. `where`: for the words. */
function kept(where, { code, output }) {
  const summary = /^contract: ([1-9]\d*) checks, 0 failed$/m.exec(output);
  if (code !== 0 || !summary) {
    throw new Error(`${where} breaks the contract (exit code ${code}):\n${output}`);
  }
  return summary[0];
}

/** The driver of audio devices, of hardware of which nobody knows more than that it is hardware. `where`: for the words. */
export async function checkAudioDevice(where, host, ...options) {
  // Whether sound comes back, and when, is the hardware's; resets are asked for by personalities.
  const outcome = await host('--kind', 'device', '--skip', 'sound,resets', ...options);
  console.log(`${where}: ${kept(where, outcome)}`);
}

/** What a device can be like: settings of the simulated system. Buffers are long, as its time is the machine's. */
const devices = ['', 'events=no', 'multiple=8', 'aligned=160', 'outputs=0', 'inputs=0;events=no'].map(
  (settings) => `preferredBuffer=512;${settings}`,
);

/** The same with a time of its own, in which no device is waited for: every sample has to come back. */
const soundingDevices = [
  '',
  'events=no',
  'multiple=8',
  'type=int16lsb',
  'type=int24lsb',
  'type=float32lsb',
].map((settings) => `clock=freerun;${settings}`);

/** A system's fault -> the check that has to fail. */
const faultySystems = {
  'cable=faulty;clock=freerun': 'sound: what is played comes back, every bit',
  'drift=3000000': 'run: as many as the rate says',
  'refuses=initialize': 'run: nothing comes before start',
  'refuses=start': 'run: it starts',
};

/** The driver of audio devices over a simulated system. */
export async function checkSimulatedDevices(host) {
  const run = (settings, ...more) => host('--settings', settings, '--kind', 'device', ...more);
  const report = (settings, outcome) => console.log(`device ${settings}: ${kept('It', outcome)}`);
  // They wait for the clock, most of the time, as hosts do.
  const walk = (settings) =>
    run(settings, '--skip', settings === devices[0] ? 'sound' : 'sound,resets,loads');
  const walks = await atOnce(devices, walk, devices.length);
  for (const [index, outcome] of walks.entries()) report(devices[index], outcome);
  // And these for nothing.
  const heard = await atOnce(soundingDevices, (settings) => run(settings, '--only', 'sound'));
  for (const [index, outcome] of heard.entries()) report(soundingDevices[index], outcome);
  await mustFail(
    faultySystems,
    'systems',
    async (settings, group) => (await run(settings, '--only', group)).output,
  );
}

export async function checkThatItFails(host) {
  await mustFail(broken, 'personalities', async (personality, group, seconds) => {
    const settings = `personality=${personality}`;
    return (await host('--settings', settings, '--only', group, '--seconds', seconds)).output;
  });
}

/** `run(cause, group, seconds)` resolves to what the host has printed: that the check fails which belongs to the cause. */
async function mustFail(causes, what, run) {
  const isNoticed = async ([cause, check]) => {
    const group = check.startsWith('host:') ? 'run' : check.slice(0, check.indexOf(':'));
    // One of them hangs, and is ended when the time is up; it must not be the machine that is slow.
    const seconds = check.startsWith('host:') ? '10' : '60';
    const output = await run(cause, group, seconds);
    return output.split('\n').some((line) => line.startsWith(`FAIL  ${check}: `));
  };
  const all = Object.entries(causes);
  const noticed = await atOnce(all, isNoticed, hostsAtOnce);
  const unnoticed = all.filter((_, index) => !noticed[index]);
  if (unnoticed.length > 0) {
    throw new Error(`The contract host does not notice ${unnoticed.map(([name]) => name).join(', ')}`);
  }
  console.log(`contract: ${all.length} ${what} that break a rule are found out`);
}
