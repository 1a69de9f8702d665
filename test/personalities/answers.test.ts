import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { native } from '../../dist/native.js';
import { answers, edited, unanswered } from '../../scripts/answers-table.mjs';

const root = new URL('../../', import.meta.url);

test('every personality needs an answer of the host that can be taken away, or there is a reason why not', () => {
  const answered = new Set(answers.flatMap(({ personalities }) => personalities));
  const named = [...answered, ...Object.keys(unanswered)];
  expect(named.sort()).toEqual(native.personalities.map(({ name }) => name).sort());
});

test('answers have names of their own', () => {
  expect(new Set(answers.map(({ name }) => name)).size).toBe(answers.length);
});

/** Under Wine the package is as it is installed, without its sources; the edits are made on Linux only. */
const isWithoutSources = process.platform === 'win32';

test.skipIf(isWithoutSources).each(answers)('$name: what takes it away fits the source', ({ edits }) => {
  for (const file of new Set(edits.map(([of]) => of))) {
    const own = edits.filter(([of]) => of === file);
    const text = readFileSync(new URL(file, root), 'utf8');
    expect(edited(text, own)).not.toBe(text);
  }
});
