/** What a driver says of itself at one time, to be compared with another. */
import { type Changes, changesBetween } from '../device-reset.js';
import type { Device } from '../index.js';
import { printable } from './table.js';

const facts = [
  ...(['name', 'version', 'sampleRate', 'bufferSizes', 'latencies', 'inputs', 'outputs'] as const),
  ...(['clockSources', 'ioFormat', 'ioFormats'] as const),
];

export type Snapshot = Pick<Device, (typeof facts)[number]>;

/** One that stays as it is. */
export function snapshotOf(device: Device): Snapshot {
  return Object.fromEntries(facts.map((fact) => [fact, device[fact]])) as unknown as Snapshot;
}

export type SnapshotChanges = Changes<Snapshot>;

/** What differs, fact by fact. */
export function changesOf(before: Snapshot, after: Snapshot): SnapshotChanges {
  return changesBetween(before, after);
}

const texts: { readonly [Fact in keyof Snapshot]: (value: Snapshot[Fact]) => string } = {
  name: printable,
  version: String,
  sampleRate: (rate) => (rate === null ? 'unknown' : `${rate} Hz`),
  bufferSizes: sizesText,
  latencies: ({ input, output }) => `${input} frames in, ${output} frames out`,
  inputs: channelsText,
  outputs: channelsText,
  clockSources: (sources) => {
    const current = sources.find((source) => source.current)?.name;
    return current === undefined ? `none current of ${sources.length}` : printable(current);
  },
  ioFormat: String,
  ioFormats: (formats) => formats.join(' and '),
};

const labels: { readonly [Fact in keyof Snapshot]: string } = {
  name: 'name',
  version: 'version',
  sampleRate: 'sample rate',
  bufferSizes: 'buffer',
  latencies: 'latency',
  inputs: 'inputs',
  outputs: 'outputs',
  clockSources: 'clock',
  ioFormat: 'format',
  ioFormats: 'formats',
};

/** A line for each change: what, before, after. */
export function changeRows(changes: SnapshotChanges): [string, string, string][] {
  return facts.flatMap((fact) => {
    const change = changes[fact];
    if (change === undefined) return [];
    const text = texts[fact] as (value: unknown) => string;
    const [before, after] = [text(change.before), text(change.after)];
    // Such as other names of as many channels.
    const row: [string, string, string] = [labels[fact], before, before === after ? 'others' : after];
    return [row];
  });
}

export function sizesText({ preferred, min, max, granularity }: Snapshot['bufferSizes']): string {
  const steps =
    granularity < 0 ? 'powers of two' : granularity === 0 ? 'no others' : `steps of ${granularity}`;
  return `${preferred} frames preferred, ${min} to ${max}, ${steps}`;
}

function channelsText(channels: Snapshot['inputs']): string {
  const types = new Set(channels.map(({ sampleType }) => sampleType));
  return channels.length === 0 ? 'none' : `${channels.length} of ${[...types].join(', ')}`;
}
