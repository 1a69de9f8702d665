// The way of blocks between the driver's thread and the program: how soon, how many, at what cost, with which garbage.
// The driver is the virtual one. One file for each question; each measurement has a process of its own.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { failed } from './child.mjs';
import { readCommit, readMachine } from './machine.mjs';
import { allocationRecords } from './transport-allocations.mjs';
import { cpuRecords } from './transport-cpu.mjs';
import { evaluate } from './transport-goals.mjs';
import { nodeRecords } from './transport-node.mjs';
import { rateRecords } from './transport-rates.mjs';
import { report } from './transport-report.mjs';
import { ringRecords } from './transport-ring.mjs';
import { wakeUpRecords } from './transport-wake-ups.mjs';

const usage = `npm run bench -- transport [options]

  --json             one JSON document instead of tables (with npm run --silent, nothing else on stdout)
  --quick            a second for each measurement, and fewer of them: a minute or two instead of ten
  --seconds <n>      seconds for each measurement of latency, CPU and allocation, and a fifth of it for each of
                     throughput; 5 unless given, 1 with --quick
  --only <names>     some of the questions: wake-ups, node, rates, cpu, allocations, ring
`;

const method = [
  'Every measurement runs in a process of its own, with the virtual driver, and counts from its start.',
  'Wake-ups: from the beginning of a buffer switch to the program, for buffer switches that found it asleep. The',
  'histogram is native, percentiles are rounded up to the end of a bucket, a quarter too much at the most; the time stamps',
  "are those of the process function's calls, every call or only those that had none before since their block came.",
  'missed, underruns, overruns: buffers that had no output in time, nothing to play, no room to be recorded.',
  'Main thread: idle; blocked, 5 ms at a time with 5 ms between; garbage, objects that are kept for a while. busyPart is',
  'how much of the time it was busy with that. Node alone: what the same machine does without this library.',
  'Throughput: one driver whose outputs are its inputs, in lock step with the program, as many inputs as outputs. The copy',
  'beside it is a loop of TypedArray.set over as many bytes, through as many blocks as a ring has; once more in shared',
  'memory, in which rings lie and which V8 copies word by word.',
  'Ring: blocks through the ring alone, in C++, beside other queues between one writer and one reader; ratio is the time',
  "by the ring's in the same round.",
  'CPU: of all threads of the process, the virtual driver included; a channel is an input and an output.',
  'Heap: bytes between two borders of a window of blocks, less what reading them takes; windows in which objects were',
  'collected do not count. Sources: another run, with every object as a sample of the heap profiler; what has next to no',
  'objects per block came once, such as optimised code.',
];

const questions = {
  'wake-ups': wakeUpRecords,
  node: nodeRecords,
  rates: rateRecords,
  cpu: cpuRecords,
  allocations: allocationRecords,
  ring: ringRecords,
};

function parse(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        ...Object.fromEntries(['json', 'quick', 'help'].map((name) => [name, { type: 'boolean' }])),
        ...Object.fromEntries(['seconds', 'only'].map((name) => [name, { type: 'string' }])),
      },
    });
    const { json = false, quick = false, help = false } = values;
    const seconds = Number(values.seconds ?? (quick ? 1 : 5));
    if (!(seconds > 0)) throw new Error(`--seconds takes a number above 0, not "${values.seconds}"`);
    const only = values.only?.split(',') ?? Object.keys(questions);
    const unknown = only.find((name) => !Object.hasOwn(questions, name));
    if (unknown !== undefined) throw new Error(`There is no question "${unknown}"`);
    return { json, quick, help, seconds, only };
  } catch (error) {
    console.error(`transport: ${error.message}\n\n${usage}`);
    return undefined;
  }
}

export async function main(args) {
  const options = parse(args);
  if (options === undefined) process.exitCode = 1;
  if (options?.help) console.log(usage);
  if (options === undefined || options.help) return;
  const { json, quick, seconds, only } = options;
  const loadBefore = loadavg()[0];
  const records = [];
  for (const name of only) {
    for await (const record of questions[name]({ quick, seconds })) {
      records.push(record);
      console.error(`transport: ${name}, ${JSON.stringify(record.settings ?? {})}`);
    }
  }
  const document = {
    machine: readMachine(),
    node: process.version,
    commit: readCommit(),
    date: new Date().toISOString(),
    load: { before: loadBefore, after: loadavg()[0] },
    method: method.join(' '),
    records,
    goals: evaluate(records),
  };
  if (records.some(({ what }) => what === failed)) process.exitCode = 1;
  console.log(json ? JSON.stringify(document) : report({ ...document, method }));
}
