/** Every command of the command line, as it is tried in a terminal and elsewhere: one line each. */

export interface Row {
  /** A command, or what stands in its place. */
  readonly command: string;
  readonly args: readonly string[];
  readonly code: number;
  /** Its result is coloured in a terminal; `if any`: where it does not say that there is nothing. */
  readonly styled?: true | 'if any';
  /** It measures: only the beginning and the end of its result are the same each time. */
  readonly measures?: true;
  /** The line that shows how far it is. */
  readonly progress?: RegExp;
  /** It has no document for `--json`. */
  readonly textOnly?: boolean;
  /** Arguments with which it goes on until Ctrl+C, and all that the screen shows then. */
  readonly interrupted?: { readonly args: readonly string[]; readonly shows: RegExp };
}

const virtual = ['--driver', 'built-in:loopback'];
const time = /\d\d:\d\d\.\d/;

/** In the folder are `short.wav`, of a quarter of a second, and `long.wav`, of a minute. */
export const rows: readonly Row[] = [
  { command: 'list', args: ['list'], code: 0, styled: true },
  { command: 'info', args: ['info', 'built-in:loopback'], code: 0, styled: true },
  {
    command: 'play',
    args: ['play', 'short.wav', ...virtual],
    code: 0,
    progress: time,
    interrupted: { args: ['play', 'long.wav', ...virtual], shows: /^$/ },
  },
  {
    command: 'record',
    args: ['record', 'take.wav', '--duration', '0.25', '--force', ...virtual],
    code: 0,
    progress: time,
    interrupted: {
      args: ['record', 'cut.wav', '--force', ...virtual],
      shows: /^recorded \d+ frames [^^]*cut\.wav$/,
    },
  },
  {
    command: 'loopback',
    args: ['loopback', 'short.wav'],
    code: 0,
    styled: true,
    progress: time,
    interrupted: {
      args: ['loopback', 'long.wav'],
      shows: /^driver [^^]*\nInterrupted after \d+ of \d+ frames\.$/,
    },
  },
  {
    command: 'verify',
    args: ['verify', '--duration', '3', '--settings', 'clock=freerun'],
    code: 0,
    styled: true,
    progress: /^listening \d\d:/,
    interrupted: { args: ['verify', '--duration', '60', '--clients', '2'], shows: /^$/ },
  },
  {
    command: 'measure',
    args: ['measure', ...virtual, '--rate', '48000', '--buffer', '256', '--settings', 'clock=freerun'],
    code: 0,
    styled: true,
  },
  {
    command: 'doctor',
    args: ['doctor', ...virtual, '--duration', '0.1', '--settings', 'clock=step'],
    code: 0,
    styled: true,
    measures: true,
  },
  {
    command: 'meter',
    args: ['meter', '--duration', '0.25', ...virtual],
    code: 0,
    styled: true,
    interrupted: { args: ['meter', ...virtual], shows: /^ # {3}PEAK +RMS [^^]*Input 2$/ },
  },
  { command: 'panel', args: ['panel', ...virtual], code: 3 },
  { command: 'clock', args: ['clock', ...virtual], code: 0, styled: true },
  { command: 'completion', args: ['completion', 'bash'], code: 0, textOnly: true },
  { command: 'driver', args: ['driver', 'status'], code: 0, styled: 'if any' },
  { command: '--help', args: ['--help'], code: 0, textOnly: true },
  { command: 'help of a command', args: ['help', 'play'], code: 0, textOnly: true },
  { command: '--version', args: ['--version'], code: 0, textOnly: true },
  { command: 'no command', args: ['frobnicate'], code: 2 },
  { command: 'an option that is none', args: ['play', 'short.wav', '--frob'], code: 2 },
  { command: 'a file that is none', args: ['play', 'missing.wav'], code: 1 },
  { command: 'a driver that is none', args: ['info', 'missing'], code: 3 },
];
