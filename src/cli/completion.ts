import { type DriverEntry, listDrivers } from '../index.js';
import { bashReplacement, readBashLine } from './bash-line.js';
import { type Command, exitCode, usageError } from './command.js';
import { type Candidate, type Completed, type Completion, complete } from './complete.js';
import { isShell, scripts, shells } from './completion-scripts.js';
import { printable } from './table.js';

/** Prints what a shell needs to complete command lines. */
export const completion: Command = {
  summary: 'print a script that makes a shell complete commands, options, files and drivers',
  positionals: [shells.join('|')],
  options: [],
  notes: [
    'The script asks this program, so that it need not be made again with another version. The program has to be found by',
    'the name bufferswitch, as after npm install --global.',
    '',
    'Examples:',
    '  source <(bufferswitch completion bash)                                  # in ~/.bashrc',
    '  source <(bufferswitch completion zsh)                                   # in ~/.zshrc, after compinit',
    '  bufferswitch completion fish > ~/.config/fish/completions/bufferswitch.fish',
    '  bufferswitch completion powershell | Out-String | Invoke-Expression     # in $PROFILE',
  ],
  async run(args, { terminal }) {
    const [shell] = args.positionals;
    if (!isShell(shell)) throw usageError(`completion takes ${shells.join(', ')}, not "${shell}"`);
    terminal.result(scripts[shell], () => scripts[shell].trimEnd());
    return exitCode.ok;
  },
};

/**
 * What the scripts ask: `bash`, the line up to the cursor and what breaks words; or another shell, "=" and the word that is
 * being typed, and those before it.
 */
export function answer(args: readonly string[], commands: ReadonlyMap<string, Command>): string {
  const [shell, first = '', ...rest] = args;
  if (!isShell(shell)) return 'words';
  const given: Completed = {
    commands,
    drivers: (begun) => candidates(begun, () => true),
    devices: (begun) => candidates(begun, ({ kind }) => kind === 'wasapi'),
  };
  if (shell !== 'bash') return told(complete(rest, first.replace(/^=/, ''), given), withHelp);
  const line = readBashLine(first, rest[0] ?? '');
  const current = line.words.at(-1) as string;
  return told(complete(line.words.slice(1, -1), current, given), ({ value }) => bashReplacement(value, line));
}

function told(found: Completion, text: (candidate: Candidate) => string | null): string {
  if (found === 'files') return found;
  return ['words', ...found.flatMap((candidate) => text(candidate) ?? [])].join('\n');
}

function withHelp({ value, help }: Candidate): string {
  return help === '' ? value : `${value}\t${help}`;
}

/**
 * Those that can be used, by name; by id where another has the same name, or one that no line can hold, and for who has
 * begun to type an id.
 */
function candidates(begun: string, isWanted: (entry: DriverEntry) => boolean): readonly Candidate[] {
  const usable = listDrivers().filter((entry) => entry.usable);
  return usable.filter(isWanted).flatMap(({ id, name, kind }) => {
    const same = usable.filter((other) => other.name.toLowerCase() === name.toLowerCase());
    const byId = { value: id, help: printable(name) };
    if (same.length > 1 || printable(name) !== name) return [byId];
    const byName = { value: name, help: kind };
    return begun === '' ? [byName] : [byName, ...(id === name ? [] : [byId])];
  });
}
