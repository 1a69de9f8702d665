// How fast samples are converted between a driver's buffers and a ring: every sample type, format, direction and
// layout, in several sizes, each beside a memcpy of as many bytes in the same run. bench/native measures; this builds
// it, runs it and makes a table or one JSON document of what it prints.
import { parseArgs } from 'node:util';
import { readCommit, readMachine } from './machine.mjs';
import { measure } from './native-program.mjs';
import { evaluate } from './sample-goals.mjs';
import { report } from './sample-report.mjs';

const usage = `npm run bench -- samples [options]

  --json                 one JSON document instead of tables (with npm run --silent, nothing else on stdout)
  --quick                few sizes: seconds instead of a minute or two
  --denormals            numbers around 1e-40, too small for a float's exponent, and not random ones
  --types <names>        sample types, such as int24lsb,float32msb
  --formats <names>      native, int16, int24, int32, float32, float64, dsd-lsb, dsd-msb
  --layout <names>       planar, interleaved
  --channels <numbers>   how many channels
  --frames <numbers>     how many frames in a block, multiples of 8
  --set <names>          scalar, sse2, avx2: the first is compared with the goals, the others stand beside it;
                         the best that the machine has, and scalar, unless given
`;

const filters = ['types', 'formats', 'layout', 'channels', 'frames', 'set'];
const switches = ['json', 'quick', 'denormals', 'help'];

function method({ batchSeconds, visits, rounds }, denormals) {
  return [
    'A ratio is the time of the conversion by the time of memcpy, so 1 is as fast.',
    'The conversion is called as the engine does it: planar once for each channel, interleaved once for a block.',
    "A driver's channels begin at multiples of 64 bytes, one behind the other.",
    'Where the conversion reads a and writes b bytes, memcpy reads (a+b)/2 and writes (a+b)/2, in as many calls, from',
    "and to buffers of its own that lie like a driver's. Bytes per second are a+b by the time of either.",
    `The two take turns in batches of at least ${batchSeconds * 1e6} us, each after one untimed call, for ${visits} to`,
    `${rounds} rounds, which are spread over the run; the median of the rounds' ratios counts.`,
    `Samples are random, floats in ${denormals ? '[-1e-40, 1e-40)' : '[-1, 1)'}, and computed as on the audio thread.`,
    'A working set is what the conversion reads and writes, by the cache that it fits into.',
  ].join(' ');
}

function parse(args) {
  const options = {
    ...Object.fromEntries(filters.map((name) => [name, { type: 'string' }])),
    ...Object.fromEntries(switches.map((name) => [name, { type: 'boolean' }])),
  };
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    console.error(`samples: ${error.message}\n\n${usage}`);
    return undefined;
  }
}

export function main(args) {
  const values = parse(args);
  if (values?.help) {
    console.log(usage);
    return;
  }
  // --quick first: it chooses sizes, which options behind it may change.
  const forwarded = filters.filter((name) => values?.[name] !== undefined);
  const measured =
    values &&
    measure('samples_bench', [
      ...['quick', 'denormals'].filter((name) => values[name]).map((name) => `--${name}`),
      ...forwarded.flatMap((name) => [`--${name}`, values[name]]),
    ]);
  if (!measured) {
    process.exitCode = 1;
    return;
  }
  const { header, records } = measured;
  const machine = readMachine();
  const document = {
    machine,
    commit: readCommit(),
    compiler: header.compiler,
    date: new Date().toISOString(),
    method: method(header, values.denormals),
    records,
    goals: evaluate(records, header.set, machine.caches),
  };
  console.log(values.json ? JSON.stringify(document) : report(document, header.set));
}
