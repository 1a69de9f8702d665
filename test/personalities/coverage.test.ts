import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { native } from '../../dist/native.js';
import { readDocument, withTable } from '../../scripts/personalities.mjs';
import { elsewhere, plays } from './expected.js';

const names = native.personalities.map(({ name }) => name);

test('there are many personalities, each with a name, numbers of the catalogue if it is in there, and words for both sides', () => {
  expect(names.length).toBeGreaterThanOrEqual(90);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, catalogue, imitates, host } of native.personalities) {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const number of catalogue === '' ? [] : catalogue.split(', ')) {
      expect(Number(number)).toBeGreaterThanOrEqual(1);
      expect(Number(number)).toBeLessThanOrEqual(121);
    }
    expect(imitates.length).toBeGreaterThan(10);
    expect(host.length).toBeGreaterThanOrEqual(5);
  }
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
