// Runs the contract host, a program in plain C that shares no code with the virtual driver, against it: the driver as it
// is keeps to every rule, and each personality that breaks one is found out by the check that asks for it.
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
  for (const { code, output } of outcomes) {
    const summary = /^contract: ([1-9]\d*) checks, 0 failed$/m.exec(output);
    if (code !== 0 || !summary) {
      throw new Error(`The driver breaks the contract (exit code ${code}):\n${output}`);
    }
    console.log(summary[0]);
  }
}

export async function checkThatItFails(host) {
  const isNoticed = async ([personality, check]) => {
    const group = check.startsWith('host:') ? 'run' : check.slice(0, check.indexOf(':'));
    // One of them hangs, and is ended when the time is up; it must not be the machine that is slow.
    const seconds = check.startsWith('host:') ? '10' : '60';
    const settings = `personality=${personality}`;
    const { output } = await host('--settings', settings, '--only', group, '--seconds', seconds);
    return output.split('\n').some((line) => line.startsWith(`FAIL  ${check}: `));
  };
  const personalities = Object.entries(broken);
  const noticed = await atOnce(personalities, isNoticed, hostsAtOnce);
  const unnoticed = personalities.filter((_, index) => !noticed[index]);
  if (unnoticed.length > 0) {
    throw new Error(`The contract host does not notice ${unnoticed.map(([name]) => name).join(', ')}`);
  }
  console.log(`contract: ${personalities.length} personalities that break a rule are found out`);
}
