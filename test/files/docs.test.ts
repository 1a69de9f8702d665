/** The examples of docs/files.md do what is said there. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readAll, scratchDirectory } from './support.js';

const root = new URL('../../', import.meta.url);
const scratch = scratchDirectory();
const speech = join(scratch, 'speech.wav');
copyFileSync(fileURLToPath(new URL('examples/speech.wav', root)), speech);

const text = readFileSync(fileURLToPath(new URL('docs/files.md', root)), 'utf8');
const examples = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code as string);

/** Runs it with the package as it was built. Its output goes to a file, which works under Wine as well. */
function run(code: string, index: number): string {
  const entry = (path: string) => JSON.stringify(new URL(`dist/${path}`, root).href);
  const log = join(scratch, `${index}.log`);
  const told = `import { appendFileSync } from 'node:fs';
    const tell = (...all) => appendFileSync(${JSON.stringify(log)}, all.join(' ') + '\\n');
    console.log = tell;
    process.on('uncaughtException', (error) => { tell(error.stack); process.exit(1); });\n`;
  const located = code
    .replace("'bufferswitch'", entry('index.js'))
    .replace("'bufferswitch/files'", entry('files/index.js'));
  const program = join(scratch, `${index}.mjs`);
  writeFileSync(program, told + located);
  writeFileSync(log, '');
  spawnSync(process.execPath, [program], { cwd: scratch, stdio: 'ignore' });
  return readFileSync(log, 'utf8');
}

it('all of them run', async () => {
  expect(examples).toHaveLength(3);
  const [copied, played, refused] = examples.map(run);
  expect(copied).toBe('wav int24 48000 72000\n');
  expect(played).toBe('');
  expect(refused).toMatch(/^unsupported the bytes: an Ogg file; convert it: read are WAV, /);
  const flac = await readAll(join(scratch, 'speech.flac'));
  expect(flac.words).toEqual((await readAll(speech)).words);
});
