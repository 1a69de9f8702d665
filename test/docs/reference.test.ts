/** The reference is made of the code: nothing public is missing there, and nothing is without a comment. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Entry, entries, readReference, undocumented } from '../../scripts/reference.mjs';
import { root } from './pages.js';

const reference = readReference();

it('every export of every entry, and every member of it, has a comment', () => {
  expect(undocumented(reference)).toEqual([]);
});

it('sees what has none', () => {
  const [first] = reference as [Entry, ...Entry[]];
  const withoutComments = first.exports.map((item) => ({ ...item, comment: '' }));
  const missing = undocumented([{ ...first, exports: withoutComments }]);
  expect(missing).toContain('bufferswitch: openDevice');
  expect(missing).toHaveLength(first.exports.length);
});

it('has all entries of the package', () => {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    name: string;
    exports: Record<string, { types: string } | string>;
  };
  const inPackage = Object.entries(exports).flatMap(([path, target]) =>
    typeof target === 'string' ? [] : [[name + path.slice(1), target.types]],
  );
  const inReference = [...entries].map(([entry, source]) => [
    entry,
    source.replace(/^src/, './dist').replace(/\.ts$/, '.d.ts'),
  ]);
  expect(inReference.sort()).toEqual(inPackage.sort());
});

it.each([
  ['bufferswitch', 'openDevice', 'function'],
  ['bufferswitch', 'Device', 'class'],
  ['bufferswitch', 'StreamOptions', 'interface'],
  ['bufferswitch', 'Format', 'type'],
  ['bufferswitch/testing', 'createVirtualDriver', 'function'],
])('%s exports %s, a %s', (entry, name, kind) => {
  const item = reference.find((one) => one.entry === entry)?.exports.find((one) => one.name === name);
  expect(item?.kind).toBe(kind);
});

it('has what a class inherits of ours, and nothing that is internal', () => {
  const device = reference[0]?.exports.find(({ name }) => name === 'Device');
  const names = device?.members.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['setSampleRate', 'sampleRate', '[Symbol.asyncDispose]']));
  for (const name of ['adopt', 'description', 'on']) expect(names).not.toContain(name);
  expect(device?.base).toMatch(/^EventEmitter</);
});
