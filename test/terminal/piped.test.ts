import { beforeAll, describe, expect, it } from 'vitest';
import { makeWav } from '../cli/support.js';
import { rows } from './commands.js';
import { desk } from './program.js';

const { path, piped, unread } = desk();

beforeAll(async () => {
  await makeWav(path('short.wav'), { encoding: 'int24', channels: 2, sampleRate: 48000 }, 12_000);
});

describe('without a terminal', () => {
  it.each(rows)('has nothing but the result, and errors ($command)', async ({ args, code, textOnly }) => {
    const document = textOnly ? null : piped([...args, '--json']);
    const { stdout, stderr, ...ended } = await piped(args, { FORCE_COLOR: '1' });
    expect(ended.code).toBe(code);
    expect([stdout === '', stderr === '']).toEqual(code === 0 ? [false, true] : [true, false]);
    expect(stdout).toMatch(/^(\P{Cc}|\n)*$/u);
    expect(stderr).toMatch(/^(bufferswitch: \P{Cc}+\n)?$/u);
    if (document === null) return;
    expect((await document).code).toBe(code);
    expect(JSON.parse((await document).stdout)).toBeInstanceOf(Object);
  });

  it.each(rows)('may have readers that leave early ($command)', async ({ args, code }) => {
    const left = code === 0 ? 'stdout' : 'stderr';
    expect(await unread(args, left)).toEqual({ code, stdout: '', stderr: '' });
  });
});
