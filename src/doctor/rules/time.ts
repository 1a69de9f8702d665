import { type Rule, source } from './rule.js';

/** Times and positions, and what is in the inputs. */
export const timeRules = {
  'time-told': {
    severity: 'breaks',
    what: 'A driver that says that it tells times tells them to a host that wants them.',
    source: source.protocol,
    effect: 'Hosts that rely on it do not know where they are.',
    answer: 'has its own times',
  },
  'time-null': {
    severity: 'breaks',
    what: 'The time is no null pointer.',
    source: source.protocol,
    effect: 'Hosts crash.',
    answer: 'has its own times',
  },
  'time-flags': {
    severity: 'odd',
    what: 'Position, time and rate are said to be valid.',
    source: source.custom,
    effect: 'Hosts that do not look use what is not valid.',
    answer: 'has its own times',
  },
  'time-rate': {
    severity: 'breaks',
    what: 'The rate in the time is the one that the driver says.',
    source: source.protocol,
    effect: 'Hosts run at one and compute with the other.',
    answer: 'asks the driver, and measures',
  },
  'time-code-unasked': {
    severity: 'odd',
    what: 'No time code is said to be valid that nobody has asked for.',
    source: source.protocol,
    effect: 'Hosts jump to somewhere.',
    answer: 'does not look there unasked',
  },
  'position-step': {
    severity: 'breaks',
    what: 'Positions grow by a buffer each.',
    source: source.protocol,
    effect: 'Recordings are not where they belong; hosts believe in losses that there were not.',
    answer: 'has its own positions',
  },
  'position-start': {
    severity: 'odd',
    what: 'The first position is 0.',
    source: source.custom,
    effect: 'Recordings are moved by that much.',
    answer: 'has its own positions',
  },
  'position-asked': {
    severity: 'breaks',
    what: 'In a buffer switch the position can be asked for.',
    source: source.protocol,
    effect: 'Hosts that ask for it do not know where they are.',
    answer: 'has its own positions',
  },
  'times-grow': {
    severity: 'breaks',
    what: 'Times do not go backwards.',
    source: source.protocol,
    effect: 'MIDI and recordings are not where they belong.',
    answer: 'has its own times',
  },
  'times-coarse': {
    severity: 'odd',
    what: 'Each switch has another time.',
    source: source.custom,
    effect: 'MIDI and recordings are off by the steps of that clock.',
    answer: 'has its own times',
  },
  'high-bits': {
    severity: 'odd',
    what: 'Bits above those of a sample repeat its sign.',
    source: source.protocol,
    effect: 'Hosts that take all bits hear noise at full scale.',
    answer: 'takes the bits of the sample',
  },
  'float-values': {
    severity: 'odd',
    what: 'Floats are numbers, and not far beyond full scale.',
    source: source.custom,
    effect: 'Effects that meet one that is no number are silent from then on.',
    answer: 'hands floats on as they are, and clamps them where they become integers',
  },
} as const satisfies Record<string, Rule>;
