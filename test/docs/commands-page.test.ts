/** The page about the command line has the commands of the code, and the documents that they print. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readDocument, withCommands } from '../../scripts/commands.mjs';
import { speech, workshop } from '../cli/support.js';

const { run, directory } = workshop();
const page = readDocument();

it('has the commands of the code', () => {
  expect(page === withCommands(page), 'run: npm run docs:commands').toBe(true);
});

/** The names of all fields of a document, those of objects within it as well. */
function fieldsOf(document: unknown): string[] {
  if (typeof document !== 'object' || document === null) return [];
  if (Array.isArray(document)) return document.flatMap(fieldsOf);
  return Object.entries(document).flatMap(([name, value]) => [name, ...fieldsOf(value)]);
}

function sectionOf(command: string): string {
  const [, text] = new RegExp(`^### ${command} --json\\n([\\s\\S]*?)^##`, 'm').exec(page) ?? [];
  if (text === undefined) throw new Error(`There is no section about ${command} --json`);
  return text;
}

/** In the first column; of `drivers[].name` what is last. */
const rowsOf = (section: string) =>
  [...section.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(?:\w+\[\]\.)?(\w+)`/g)].map(([, name]) => name as string),
  );

const virtual = ['--driver', 'built-in:loopback'];
const commands: readonly (readonly [string, ...string[]])[] = [
  ['list'],
  ['info', ...virtual],
  ['clock', '0', ...virtual],
  ['meter', '--duration', '0.05', ...virtual],
  ['loopback', speech],
  ['driver', 'install'],
];

it.each(commands)('has the fields of %s --json, and no others', async (name, ...args) => {
  const env = name === 'driver' ? { CWASIO_DIR: join(directory, 'drivers') } : {};
  const { code, stdout } = await run([name, ...args, '--json'], { env });
  expect(code).toBe(0);
  const fields = fieldsOf(JSON.parse(stdout));
  const section = sectionOf(name);
  // What `driver` is has been said once.
  const unnamed = fields.filter((field) => !new RegExp(`[\`.]${field}\``).test(section));
  const ofDriver = ['id', 'kind', 'name', 'description', 'path', 'usable', 'reason'];
  expect(unnamed.filter((field) => !ofDriver.includes(field))).toEqual([]);
  expect(rowsOf(section).filter((row) => !fields.includes(row))).toEqual([]);
});
