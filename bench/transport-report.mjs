// The results of the transport bench for a reader: a table for all records that say the same of different settings.
import { table } from './table.mjs';

/** Units at the end of a name, as they are shown: ns are too small for a reader. */
const shown = [
  { end: 'Ns', unit: 'us', text: (value) => (value / 1000).toFixed(1) },
  { end: 'PerSecond', unit: 'a second', text: (value) => value.toFixed(0) },
  { end: 'Part', unit: 'part', text: (value) => value.toFixed(2) },
];

function textOf(name, value) {
  if (value === null || value === undefined) return '-';
  if (typeof value !== 'number') return String(value);
  const rule = shown.find(({ end }) => name.endsWith(end));
  if (rule !== undefined) return rule.text(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

const headOf = (name) => (name.endsWith('Ns') ? `${name.slice(0, -2)}Us` : name);

const isPlain = (value) => typeof value !== 'object' || value === null;

/** Names whose values are not the same everywhere. */
function differing(all) {
  const names = [...new Set(all.flatMap((settings) => Object.keys(settings)))];
  return names.filter((name) => new Set(all.map((settings) => String(settings[name]))).size > 1);
}

/** What all of the records have in common. */
function common([first], varying) {
  const names = Object.keys(first).filter((name) => !varying.includes(name));
  return names.map((name) => `${headOf(name)} ${textOf(name, first[name])}`);
}

/** Lists within records: one line each, below the table. */
function lists(records, varying) {
  return records.flatMap(({ what, settings, ...figures }) =>
    Object.entries(figures)
      .filter(([, value]) => Array.isArray(value))
      .flatMap(([name, values]) => [
        `${name}: ${varying.map((setting) => settings[setting]).join(', ')}`,
        ...(values.length === 0 ? ['  none'] : values.map((value) => `  ${lineOf(value)}`)),
      ]),
  );
}

function lineOf(value) {
  if (isPlain(value)) return String(value);
  return Object.entries(value)
    .map(([name, part]) => (typeof part === 'number' ? `${name} ${textOf(name, part)}` : String(part)))
    .join(', ');
}

/** The figures of a record that fit into a table. */
function plainFigures({ what, settings, ...figures }) {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => isPlain(value)));
}

function section([what, records]) {
  const settings = records.map((record) => record.settings ?? {});
  const figures = records.map(plainFigures);
  const choices = differing(settings);
  // What is the same everywhere needs no column.
  const results = records.length === 1 ? Object.keys(figures[0]) : differing(figures);
  const rows = records.map((_, index) => [
    ...choices.map((name) => textOf(name, settings[index][name])),
    ...results.map((name) => textOf(name, figures[index][name])),
  ]);
  const same = [...common(settings, choices), ...common(figures, results)].join(', ');
  const listed = lists(records, choices);
  return [
    what,
    ...(same === '' ? [] : [`all: ${same}`]),
    '',
    ...(results.length === 0 ? [] : table([[...choices, ...results.map(headOf)], ...rows], choices.length)),
    ...(listed.length === 0 ? [] : ['', ...listed]),
    '',
  ];
}

function goalLine({ name, settings, limit, unit, figure, met }) {
  if (met === null) return `not measured: ${name}`;
  const { mainThread, clock } = settings;
  const where = [clock, mainThread].filter((value) => value !== undefined).join(', ');
  return `${met ? 'met   ' : 'missed'}  ${name}: ${textOf('', figure)} ${unit}, meant ${limit}; ${where}`;
}

/** All of a document, for a terminal. */
export function report({ machine, node, commit, date, load, method, records, goals }) {
  const groups = new Map();
  for (const record of records) groups.set(record.what, [...(groups.get(record.what) ?? []), record]);
  return [
    `${machine.cpu}; ${machine.os}; Node ${node}; commit ${commit ?? 'unknown'}; ${date}`,
    `load average before ${load.before.toFixed(1)}, after ${load.after.toFixed(1)}; 0 where the system has none`,
    '',
    ...method,
    '',
    ...[...groups].flatMap(section),
    ...(goals.length === 0 ? [] : ['Goals', '', ...goals.map(goalLine)]),
  ].join('\n');
}
