/** What can stand at the end of a command line: from the commands and options themselves, as the help is. */
import type { Command } from './command.js';
import { type OptionName, options } from './options.js';

export interface Candidate {
  readonly value: string;
  /** A few words, or none. */
  readonly help: string;
}

/** `files`: the shell knows them best. */
export type Completion = readonly Candidate[] | 'files';

export interface Completed {
  readonly commands: ReadonlyMap<string, Command>;
  /** By what is typed of one so far. Asked for only where they are wanted, as that takes its time. */
  readonly drivers: (begun: string) => readonly Candidate[];
  /** The same of audio devices alone. */
  readonly devices: (begun: string) => readonly Candidate[];
}

/** `words`: those between the program's name and the last word, which is the one that is being typed. */
export function complete(words: readonly string[], current: string, given: Completed): Completion {
  const found = find(words, current, given);
  if (found === 'files') return found;
  const begun = current.toLowerCase();
  return found.filter(({ value }) => value.toLowerCase().startsWith(begun));
}

function find(words: readonly string[], current: string, given: Completed): Completion {
  const [name, ...rest] = words;
  const names = [...given.commands].map(([value, { summary }]) => ({ value, help: summary }));
  const help = { value: 'help', help: 'show what a command does' };
  if (name === undefined) return current.startsWith('-') ? general : [...names, help];
  if (name === 'help') return rest.length === 0 ? names : [];
  const command = given.commands.get(name);
  return command === undefined ? [] : findIn(command, rest, current, given);
}

const general: readonly Candidate[] = [
  { value: '--help', help: 'show all commands' },
  { value: '--version', help: 'show the version' },
];

function findIn(command: Command, words: readonly string[], current: string, given: Completed): Completion {
  const { taken, positionals, waiting, isEnded } = read(command, words);
  if (waiting !== null) return valuesOf(options[waiting].completes, current, given);
  const [, attached, begun = ''] = /^--([a-z]+)=(.*)$/s.exec(current) ?? [];
  const option = isEnded ? undefined : namesOf(command).find((name) => name === attached);
  if (option !== undefined)
    return prefixed(`--${option}=`, valuesOf(options[option].completes, begun, given));
  const free = namesOf(command)
    .filter((name) => !taken.includes(name))
    .map((name) => ({ value: `--${name}`, help: options[name].help }));
  if (current.startsWith('-') && !isEnded) return free;
  const positional = positionalAt(command, positionals);
  if (positional !== undefined) return valuesOf(kindOf(positional), current, given);
  return isEnded ? [] : free;
}

const namesOf = (command: Command): OptionName[] => [...command.options, 'help'];

/** What the words before the last are. `waiting`: the option whose value is being typed. */
function read(command: Command, words: readonly string[]) {
  const taken: OptionName[] = [];
  let positionals = 0;
  let waiting: OptionName | null = null;
  let isEnded = false;
  for (const word of words) {
    if (waiting !== null) {
      waiting = null;
      continue;
    }
    if (isEnded || !word.startsWith('-') || word === '-') positionals++;
    else if (word === '--') isEnded = true;
    else {
      const [name = '', value] = word.replace(/^-+/, '').split('=', 2);
      const option = namesOf(command).find((known) => known === name || options[known].short === name);
      if (option === undefined) continue;
      taken.push(option);
      if (options[option].value !== undefined && value === undefined) waiting = option;
    }
  }
  return { taken, positionals, waiting, isEnded };
}

/** The last one may come again. */
function positionalAt({ positionals }: Command, index: number): string | undefined {
  const last = positionals.at(-1);
  return positionals[index] ?? (last?.endsWith('...') ? last : undefined);
}

type Kind = readonly string[] | 'drivers' | 'devices' | 'files' | undefined;

/** By what it is called in the help. */
function kindOf(positional: string): Kind {
  const name = positional.replace(/^\[|\]$/g, '');
  if (name.includes('|')) return name.split('|');
  if (name.startsWith('file')) return 'files';
  return name === 'driver' ? 'drivers' : undefined;
}

function valuesOf(kind: Kind, begun: string, given: Completed): Completion {
  if (kind === undefined) return [];
  if (kind === 'files') return kind;
  if (kind === 'drivers' || kind === 'devices') return given[kind](begun);
  return kind.map((value) => ({ value, help: '' }));
}

function prefixed(prefix: string, completion: Completion): Completion {
  if (completion === 'files') return completion;
  return completion.map(({ value, help }) => ({ value: prefix + value, help }));
}
