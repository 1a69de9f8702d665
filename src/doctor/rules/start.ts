import { type Rule, source } from './rule.js';

/** Loading, starting up, coming back, and calls that do not return. */
export const startRules = {
  loads: {
    severity: 'breaks',
    what: 'The driver can be loaded.',
    source: source.system,
    effect: 'No host can use it.',
    answer: 'DRIVER_LOAD_FAILED, with what the system says',
  },
  returns: {
    severity: 'breaks',
    what: 'Every call returns.',
    source: source.protocol,
    effect: 'The host hangs, mostly with its window, and often cannot even be ended.',
    answer: 'DRIVER_TIMEOUT; that device is lost, the program goes on and can end',
  },
  crashes: {
    severity: 'breaks',
    what: 'No call crashes.',
    source: source.system,
    effect: 'The host crashes, and what was not saved is lost.',
    answer:
      'on Windows DRIVER_CRASHED where it is loaded, started up or released; elsewhere the program ends',
  },
  exits: {
    severity: 'breaks',
    what: "The process is the host's to end.",
    source: source.system,
    effect: 'The host vanishes without a word.',
    answer: 'the program ends as well; `probe` and `doctor` outlive it',
  },
  'call-slow': {
    severity: 'odd',
    what: 'Calls take less than a second.',
    source: source.custom,
    effect: 'Hosts that call from the thread of their window stand still for that time.',
    answer: 'waits on a thread of its own, up to its time limit',
  },
  'call-result': {
    severity: 'odd',
    what: 'A call that worked answers 0; another number for yes is that of `future`.',
    source: source.protocol,
    effect: 'Hosts that compare with 0 take it for a failure.',
    answer: 'takes both for a yes',
  },
  'init-answer': {
    severity: 'odd',
    what: '`init` answers 1 or 0.',
    source: source.protocol,
    effect: 'Some hosts take -1 for a yes or 2 for a no.',
    answer: 'takes what is positive for a yes',
  },
  'init-words': {
    severity: 'odd',
    what: 'A driver that does not start up says why.',
    source: source.protocol,
    effect: 'The user is told nothing.',
    answer: 'says what the reasons are mostly',
  },
  'starts-up': {
    severity: 'breaks',
    what: 'The driver starts up.',
    source: source.protocol,
    effect: 'Hosts that try once do not get it.',
    answer:
      "DRIVER_INIT_FAILED, with the driver's words; a failed one is released, so that another attempt may succeed",
  },
  'starts-again': {
    severity: 'breaks',
    what: 'A driver that was released can be loaded and starts up again at once.',
    source: source.custom,
    effect: 'Hosts lose it where they answer a reset by loading it anew.',
    answer: 'tries again for three seconds, with growing pauses',
  },
  'asked-before-init': {
    severity: 'odd',
    what: 'Questions before init are refused, and harm nothing.',
    source: source.custom,
    effect: 'Hosts that ask for the name first do not get it to start up.',
    answer: 'asks nothing before init',
  },
  'facts-stay': {
    severity: 'note',
    what: 'A driver that is loaded again has the same channels and buffer sizes.',
    source: source.custom,
    effect: 'Hosts that remember them use channels that are not there.',
    answer: 'asks again, and says what changed',
  },
  'name-ends': {
    severity: 'breaks',
    what: 'The name has 32 bytes at most, its end included.',
    source: source.protocol,
    effect: 'Hosts read or are overwritten past their memory.',
    answer: 'has room for it, and takes 32 bytes',
  },
  'name-there': {
    severity: 'odd',
    what: 'The driver has a name.',
    source: source.protocol,
    effect: 'Lists show an empty line.',
    answer: 'shows it as it is; the list has the name that it was installed with',
  },
  'message-ends': {
    severity: 'breaks',
    what: 'The message about an error has 124 bytes at most, its end included.',
    source: source.protocol,
    effect: 'Hosts read or are overwritten past their memory.',
    answer: 'has room for it',
  },
} as const satisfies Record<string, Rule>;
