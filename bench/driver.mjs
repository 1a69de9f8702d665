// What the virtual driver costs and how well it keeps time: bench/native measures with a host that does nothing; this
// builds it, runs it and makes a table or one JSON document of what it prints.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { readCommit, readMachine } from './machine.mjs';
import { measure } from './native-program.mjs';
import { report } from './transport-report.mjs';

const usage = `npm run bench -- driver [options]

  --json               one JSON document instead of tables (with npm run --silent, nothing else on stdout)
  --seconds <number>   how long each measurement takes; default 5
`;

const method = [
  'Every channel is an input and an output of 32 bits. The host is reached through the table, and does nothing.',
  'Without a pause: the time of a buffer switch, beside two copies of the bytes of all outputs by memcpy in the same run,',
  'which is what the driver does with them; in turns, the medians of five rounds.',
  'Real time: how late buffer switches are by a clock that the least late one sets, beside a thread that does nothing but',
  'sleep until the same times; cpuPart is the time of all processors by the time that passes.',
];

function parse(args) {
  try {
    const { values } = parseArgs({
      args,
      options: { json: { type: 'boolean' }, help: { type: 'boolean' }, seconds: { type: 'string' } },
    });
    const seconds = Number(values.seconds ?? 5);
    if (!(seconds > 0)) throw new Error(`--seconds takes a number above 0, not "${values.seconds}"`);
    return { ...values, seconds };
  } catch (error) {
    console.error(`driver: ${error.message}\n\n${usage}`);
    return undefined;
  }
}

export function main(args) {
  const options = parse(args);
  if (options?.help) {
    console.log(usage);
    return;
  }
  const loadBefore = loadavg()[0];
  const measured = options && measure('driver_bench', ['--seconds', String(options.seconds)]);
  if (!measured) {
    process.exitCode = 1;
    return;
  }
  const document = {
    machine: readMachine(),
    node: process.version,
    commit: readCommit(),
    compiler: measured.header.compiler,
    date: new Date().toISOString(),
    load: { before: loadBefore, after: loadavg()[0] },
    method,
    records: measured.records.map((record) => ({
      ...record,
      settings: { rateHz: measured.header.rateHz, ...record.settings },
    })),
    goals: [],
  };
  console.log(options.json ? JSON.stringify(document) : report(document));
}
