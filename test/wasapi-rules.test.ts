import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { edited } from '../scripts/answers-table.mjs';
import { rules } from '../scripts/wasapi-rules-table.mjs';

/** Under Wine the package is as it is installed, without its sources. */
const isWithoutSources = process.platform === 'win32';
const root = new URL('../', import.meta.url);
const source = (path: string) => readFileSync(new URL(path, root), 'utf8');

test.skipIf(isWithoutSources)('each rule of the audio driver has a test, and what takes it away fits', () => {
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  const files = readdirSync(new URL('test/native/', root)).filter((name) => name.startsWith('wasapi_'));
  // Titles that are long are written in two pieces.
  const tests = files.map((name) => source(`test/native/${name}`).replace(/"\s*\n\s*"/g, '')).join('\n');
  for (const { name, test: title, edits } of rules) {
    expect(tests, name).toContain(
      `TEST_CASE(${tests.includes(`TEST_CASE("${title}"`) ? '' : '\n    '}"${title}"`,
    );
    for (const file of new Set(edits.map(([of]) => of))) {
      const own = edits.filter(([of]) => of === file);
      expect(edited(source(file), own), name).not.toBe(source(file));
    }
  }
});
