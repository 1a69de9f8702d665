/** The table leaves out no method and no getter, and the document has it as it is. */
import { EventEmitter } from 'node:events';
import { openDevice, openRing } from 'bufferswitch';
import { expect, test } from 'vitest';
import { readDocument, withTable } from '../../scripts/situations.mjs';
import { calls, glances } from './methods.mjs';
import { enter, situations } from './scenes.mjs';
import { groups, outcomesOf, table } from './table.mjs';

/** What is not for programs: the classes of the library use it among themselves, and its declarations leave it out. */
const internal: Record<string, readonly string[]> = {
  device: ['guard', 'adopt', 'forget', 'wakes', 'onNotice', 'description', 'resamplesInput'],
  'device.controls': [],
  stream: ['restarting', 'prepare', 'restart', 'poll', 'fail', 'callAttention', 'end', 'settings'],
  'stream.input': ['release', 'use', 'poll', 'close'],
  'stream.output': ['use', 'discardedFrames', 'poll', 'close'],
  processor: ['use', 'serve', 'end'],
  ring: [],
};

/** Node's own classes, whose methods are not ours. */
const isNodes = (prototype: object) => prototype === Object.prototype || prototype === EventEmitter.prototype;

/** Node has symbols of its own where the language has none yet. */
const symbols = new Map([
  [Symbol.asyncDispose, '[Symbol.asyncDispose]'],
  [Symbol.dispose, '[Symbol.dispose]'],
  [Symbol.asyncIterator, '[Symbol.asyncIterator]'],
] as [symbol, string][]);

/** As in the table: methods and getters of the class and of those above it, and the fields of the object itself. */
function membersOf(object: object): string[] {
  const names = Object.keys(object).filter((name) => !name.startsWith('_'));
  for (let at = Object.getPrototypeOf(object); !isNodes(at); at = Object.getPrototypeOf(at)) {
    for (const key of Reflect.ownKeys(at)) {
      if (key === 'constructor') continue;
      names.push(typeof key === 'symbol' ? (symbols.get(key) ?? String(key)) : key);
    }
  }
  return names;
}

const nameOf = (whose: string, member: string) =>
  member.startsWith('[') ? whose + member : `${whose}.${member}`;

test('every public method and getter is in the table', async () => {
  const { device, stream, processor } = await enter('prepared', 'processor');
  await using other = await openDevice('built-in:loopback:situations-coverage', {
    settings: { clock: 'step' },
  });
  using ring = openRing((await other.openStream()).ring);
  const { input, output } = stream;
  const objects = { device, 'device.controls': device.controls, stream, processor, ring };
  const all = { ...objects, 'stream.input': input, 'stream.output': output };
  const rows = new Set(Object.keys(table).map((name) => name.replace(/,.*/, '')));
  for (const [whose, object] of Object.entries(all)) {
    const members = membersOf(object);
    const inside = internal[whose] as readonly string[];
    expect(members, `${whose}: what is internal`).toEqual(expect.arrayContaining([...inside]));
    const missing = members.filter((name) => !inside.includes(name) && !rows.has(nameOf(whose, name)));
    expect(missing, `${whose}: what has no line in the table`).toEqual([]);
  }
  await device.close();
});

test('every line is tested, in every situation, and every method has one line', () => {
  const names = groups.flatMap(({ of }) => of);
  expect([...names].sort()).toEqual([...Object.keys(calls), ...Object.keys(glances)].sort());
  for (const group of groups) expect(outcomesOf(group), group.of[0]).toHaveLength(situations.length);
});

test('the table in the documents is the one of the tests', () => {
  expect(readDocument() === withTable(readDocument()), 'run: npm run docs:situations').toBe(true);
});
