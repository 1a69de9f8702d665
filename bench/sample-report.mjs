// The results of the samples bench for a reader.
import { classOf } from './sample-goals.mjs';
import { median } from './statistics.mjs';
import { table } from './table.mjs';

const ratio = (value) => (Number.isNaN(value) ? '-' : value.toFixed(2));
const gigabytes = (value) => (Number.isNaN(value) ? '-' : (value / 1e9).toFixed(1));
const kibibytes = (bytes) => `${bytes / 1024} KiB`;
const size = ({ channels, frames }) => `${channels} x ${frames}`;

function rowOf(records, set, others, caches) {
  const chosen = records.filter((record) => record.set === set);
  const within = (list, cache) => list.filter((record) => classOf(record, caches) === cache);
  const medianOf = (list, key) => median(list.map((record) => record[key]));
  const worst = chosen.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  const { type, format, direction, layout } = worst;
  return [
    ...[type, format, direction, layout],
    ratio(medianOf(within(chosen, 'L1'), 'ratio')),
    ratio(medianOf(within(chosen, 'L2'), 'ratio')),
    ratio(worst.ratio),
    size(worst),
    gigabytes(medianOf(within(chosen, 'L1'), 'bytesPerSecond')),
    ...others.map((other) =>
      ratio(
        medianOf(
          within(records, 'L1').filter((record) => record.set === other),
          'ratio',
        ),
      ),
    ),
  ];
}

/** A row for each type, format, direction and layout. */
function conversions(records, set, caches) {
  const groups = new Map();
  for (const record of records) {
    const key = [record.type, record.format, record.direction, record.layout].join();
    if (groups.has(key)) groups.get(key).push(record);
    else groups.set(key, [record]);
  }
  const others = [...new Set(records.map((record) => record.set))].filter((name) => name !== set);
  const head = ['type', 'format', 'direction', 'layout', 'L1', 'L2', 'worst', 'at', 'GB/s'];
  head.push(...others.map((other) => `${other} L1`));
  const rows = [...groups.values()].map((group) => rowOf(group, set, others, caches));
  return table([head, ...rows], 4);
}

function goalLines(goal) {
  const { worst } = goal;
  const way = `${worst.type} ${worst.format} ${worst.direction} ${worst.layout} ${size(worst)}`;
  return [
    `${goal.class}, at most ${goal.most}: ${goal.met} of ${goal.of} meet it; ${goal.name}`,
    `  worst ${ratio(worst.ratio)}: ${way}`,
  ];
}

/** All of a document, for a terminal. */
export function report({ machine, commit, compiler, date, method, records, goals }, set) {
  const { l1, l2, source } = machine.caches;
  return [
    `${machine.cpu}; ${machine.os}; ${compiler}; commit ${commit ?? 'unknown'}; ${date}`,
    `L1 ${kibibytes(l1)}, L2 ${kibibytes(l2)} (${source}); instruction set ${set}`,
    '',
    ...method.split(/(?<=\.) /),
    '',
    'L1, L2: median ratio of the sizes that fit. worst: the highest of all sizes, at channels x frames.',
    'GB/s: the median of those that fit into L1. Other instruction sets: their median ratio in L1, where they differ.',
    '',
    ...conversions(records, set, machine.caches),
    '',
    'Goals, as ratios',
    '',
    ...goals.flatMap(goalLines),
  ].join('\n');
}
