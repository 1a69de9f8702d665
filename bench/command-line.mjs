// The command line of a bench.
import { parseArgs } from 'node:util';

/** The options that every bench has. */
export const common = { json: { type: 'boolean' }, quick: { type: 'boolean' }, help: { type: 'boolean' } };

/** The values of the options; undefined where there is nothing to measure: the help was printed, or what is wrong. */
export function benchOptions(name, usage, args, options = common) {
  try {
    const { values } = parseArgs({ args, options });
    if (!values.help) return values;
    console.log(usage);
  } catch (error) {
    console.error(`${name}: ${error.message}\n\n${usage}`);
    process.exitCode = 1;
  }
  return undefined;
}
