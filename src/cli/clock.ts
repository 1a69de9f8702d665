import { type Device, openDevice } from '../index.js';
import { defaultDriver } from './choose-driver.js';
import { type Command, CommandError, exitCode } from './command.js';
import { printable, table } from './table.js';
import type { Terminal } from './terminal.js';

type Source = Device['clockSources'][number];

/** Lists what a device can take its clock from, and chooses one. */
export const clock: Command = {
  summary: 'list the clock sources of a device, or choose one by name or number',
  positionals: ['[clock]'],
  options: ['driver', 'json'],
  notes: [
    'A part of a name is enough if only one source has it. Whether a driver keeps the choice once it is closed is its own',
    'affair. Another source may mean another sample rate, which is shown.',
    '',
    'Examples:',
    '  bufferswitch clock --driver "Fireface"',
    '  bufferswitch clock --driver "Fireface" "word clock"',
    '  bufferswitch clock --driver "Fireface" 0',
  ],
  async run(args, { terminal, signal }) {
    const [wanted] = args.positionals;
    await using device = await openDevice(args.driver ?? defaultDriver(), { signal });
    if (wanted === undefined) {
      terminal.result(document(device), () => describe(device, terminal));
      return exitCode.ok;
    }
    const { index, name } = chooseSource(device, wanted);
    await device.setClockSource(index, { signal });
    const other = otherCurrent(device.clockSources, index);
    if (other !== undefined) {
      terminal.warn(`${device.name} took "${printable(name)}" and stays with "${printable(other.name)}"`);
    }
    terminal.result({ ...document(device), chosen: index }, () => describe(device, terminal, index));
    return other === undefined ? exitCode.ok : exitCode.device;
  },
};

/** The one source that is meant: by its number, its name, or a part of its name. Nothing is guessed. */
export function chooseSource(
  { name: device, clockSources }: Pick<Device, 'name' | 'clockSources'>,
  wanted: string,
): Source {
  const refuse = (what: string) => new CommandError(exitCode.device, `${device} ${what}`);
  if (clockSources.length === 0) throw refuse('lists no clock sources, so that there is none to choose');
  const folded = wanted.toLowerCase();
  const rules: ((source: Source) => boolean)[] = [
    ({ name }) => name.toLowerCase() === folded,
    ({ index }) => String(index) === wanted,
    ({ name }) => folded !== '' && name.toLowerCase().includes(folded),
  ];
  for (const rule of rules) {
    const [found, ...others] = clockSources.filter(rule);
    if (found === undefined) continue;
    if (others.length === 0) return found;
    throw refuse(`has several clock sources like "${wanted}": ${listed([found, ...others])}; take a number`);
  }
  throw refuse(`has no clock source "${wanted}"; it has ${listed(clockSources)}`);
}

/** The source that is current in spite of what was chosen. Not every driver says which is. */
export function otherCurrent(sources: readonly Source[], chosen: number): Source | undefined {
  return sources.some(({ index, current }) => current && index === chosen)
    ? undefined
    : sources.find(({ current }) => current);
}

function listed(sources: readonly Source[]): string {
  return sources.map(({ index, name }) => `${index} (${printable(name)})`).join(', ');
}

function document({ driver, name, sampleRate, clockSources }: Device) {
  return { driver: { id: driver.id, name }, sampleRate, clockSources };
}

/** `chosen` was set just now. */
function describe(device: Device, terminal: Terminal, chosen?: number): string {
  const { name, sampleRate, clockSources } = device;
  if (clockSources.length === 0) return `${printable(name)} lists no clock sources`;
  const head = [' #', 'CLOCK', ''].map((title) => terminal.style('dim', title));
  const rows = clockSources.map((source) => [
    String(source.index).padStart(2),
    printable(source.name),
    source.current ? terminal.style('green', 'current') : '',
  ]);
  const isSaid = clockSources.some(({ current }) => current);
  return [
    table([head, ...rows]),
    ...(isSaid
      ? []
      : [
          `The driver does not say which is the current one${chosen === undefined ? '' : ` after ${chosen} was chosen`}.`,
        ]),
    `Sample rate: ${sampleRate === null ? 'unknown' : `${sampleRate} Hz`}`,
  ].join('\n');
}
