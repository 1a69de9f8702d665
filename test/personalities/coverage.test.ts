import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { native } from '../../dist/native.js';
import { readDocument, withTable } from '../../scripts/personalities.mjs';
import { elsewhere, plays } from './expected.js';

const names = native.personalities.map(({ name }) => name);

const pageOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('there are many personalities, each with a name and words for both sides', () => {
  expect(names.length).toBeGreaterThanOrEqual(90);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, imitates, host } of native.personalities) {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(imitates.length).toBeGreaterThan(10);
    expect(host.length).toBeGreaterThanOrEqual(5);
  }
});

test('the list of what drivers were seen to do has all that they show, with a source, and nothing else', () => {
  const rows = [...pageOf('docs/misbehaviours.md').matchAll(/^\| (\d+) \| (.+) \| (.+) \|$/gm)];
  const listed = rows.map(([, number]) => Number(number));
  const shown = native.personalities.flatMap(({ catalogue }) => catalogue.match(/\d+/g) ?? []).map(Number);
  expect(listed).toEqual([...new Set(shown)].sort((a, b) => a - b));
});

test.each([
  'docs/personalities.md',
  'docs/guides/coming-from.md',
  'docs/guides/testing-your-program.md',
  'CHANGELOG.md',
])('%s says how many there are', (path) => {
  const counts = [...pageOf(path).matchAll(/(\d+) \[?personalities\b/g)].map(([, count]) => Number(count));
  expect(counts).toEqual([names.length]);
});

test('every personality is tested somewhere, and nothing else is', () => {
  const tested = new Set([...Object.keys(plays), ...Object.values(elsewhere).flat()]);
  expect([...tested].sort()).toEqual([...names].sort());
});

test.each(Object.entries(elsewhere))('%s names those that it is to test', (file, tested) => {
  const text = readFileSync(new URL(`./${file}`, import.meta.url), 'utf8');
  for (const name of tested) expect(text, name).toContain(`'${name}'`);
});

test('the table in the documents is the one in the code', () => {
  expect(readDocument() === withTable(readDocument()), 'run: npm run docs:personalities').toBe(true);
});
