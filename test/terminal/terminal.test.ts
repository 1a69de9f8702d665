import { openAudioFile } from 'bufferswitch/files';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeWav } from '../cli/support.js';
import { rows } from './commands.js';
import { ctrlC, desk, isWine } from './program.js';

const { path, inTerminal, piped } = desk();

/** Wine's console takes the characters of an escape sequence for columns: lines with colours need room there. */
const widths = isWine ? [200] : [40, 80, 200];
/** Each start costs seconds there: the messages of one kind of error are enough. */
const tried = isWine ? rows.filter(({ code }) => code < 2) : rows;
const where = isWine ? 'of Wine' : 'of Unix';

/** Words, however lines are broken. */
const words = (text: string) => text.trim().replace(/\s+/g, ' ');

const ends = (text: string) => [words(text).slice(0, 40), words(text).slice(-30)];

/** A command, a path, or a single long word is left to the terminal to break. */
const isToCopy = (line: string) => /^ *\S+$|^ +\S/.test(line) && !/\S {2,}\S/.test(line);

beforeAll(async () => {
  const format = { encoding: 'int24', channels: 2, sampleRate: 48000 } as const;
  await makeWav(path('short.wav'), format, 12_000);
  await makeWav(path('long.wav'), format, 60 * 48_000);
});

describe(`a terminal ${where}`, () => {
  it('has a row for every command', async () => {
    const { stderr } = await piped(['frobnicate']);
    const [, known = ''] = /there are ([^;]+);/.exec(stderr) ?? [];
    const names = known.split(', ');
    expect(names.length).toBeGreaterThan(6);
    const inTable = rows.map(({ command }) => command);
    expect(names.filter((name) => !inTable.includes(name))).toEqual([]);
  });

  it.each(tried)(
    'shows at the end what a file would get, in colours unless there is NO_COLOR ($command)',
    async (row) => {
      const { args, code, progress } = row;
      const shown = async (columns: number, colours = true) => {
        using session = inTerminal(args, { columns, env: colours ? {} : { NO_COLOR: '1' } });
        return { ended: await session.ended, screen: session.screen, colours };
      };
      const sessions = code === 0 ? widths.map((columns) => shown(columns)) : [shown(widths[0] ?? 0)];
      if (row.styled !== undefined && !isWine) sessions.push(shown(200, false));
      const expected = await piped(args);
      expect(expected.code).toBe(code);
      const styled =
        row.styled === true || (row.styled === 'if any' && !expected.stdout.startsWith('nothing'));
      for (const { ended, screen, colours } of await Promise.all(sessions)) {
        expect(ended).toBe(code);
        const same = row.measures === true ? ends : words;
        expect(same(screen.text)).toEqual(same(expected.stdout + expected.stderr));
        expect(screen.isStyled).toBe(styled && colours);
        expect(screen.lines.filter(({ text, broken }) => broken && !isToCopy(text))).toEqual([]);
        if (progress === undefined) continue;
        const drawn = screen.moments.filter((moment) => progress.test(moment[0] ?? ''));
        expect(drawn.length).toBeGreaterThan(0);
        expect(drawn.filter((moment) => moment.length > 1)).toEqual([]);
      }
    },
  );

  it.skipIf(isWine)(
    `is told that nobody hears the virtual driver, unless that was named${isWine ? ' (there one is installed)' : ''}`,
    async () => {
      const shown = async (...args: string[]) => {
        using session = inTerminal(['play', 'short.wav', ...args], { columns: 200 });
        expect(await session.ended).toBe(0);
        return session.screen.text;
      };
      expect(await shown()).toContain('virtual one, which nobody hears');
      expect(await shown('--driver', 'built-in:loopback')).not.toContain('nobody hears');
      expect((await piped(['play', 'short.wav'])).stderr).toBe('');
    },
  );

  it.skipIf(isWine)(
    `gets no escape sequences where it takes none${isWine ? ' (no such console is made by Wine)' : ''}`,
    async () => {
      using session = inTerminal(['loopback', 'short.wav'], { env: { TERM: 'dumb' } });
      const { screen } = session;
      expect(await session.ended).toBe(0);
      expect(screen.bytes).not.toContain(0x1b);
      expect(screen.text).toContain('Identical');
    },
  );

  const long = rows.flatMap(({ command, progress, interrupted }) =>
    interrupted === undefined ? [] : [{ command, progress: progress ?? /./, ...interrupted }],
  );

  it.each(long)('Ctrl+C ends in order ($command)', async ({ args, progress, shows }) => {
    using session = inTerminal(args, { columns: 200 });
    const { screen } = session;
    await screen.until(() => progress.test(screen.text));
    const first = screen.text;
    await screen.until(() => progress.test(screen.text) && screen.text !== first);
    session.type(ctrlC);
    expect(await session.ended).toBe(130);
    // The key is echoed where Wine's console does not know of it, so it does not erase that.
    expect(isWine ? screen.text.replace(/^\^C/, '') : screen.text).toMatch(shows);
  });

  it('Ctrl+C leaves a recording that can be read', async () => {
    using session = inTerminal(['record', 'kept.wav'], { columns: 200 });
    const { screen } = session;
    await screen.until(() => /00:00\.[3-9]/.test(screen.text));
    session.type(ctrlC);
    expect(await session.ended).toBe(130);
    await using file = await openAudioFile(path('kept.wav'));
    expect(file.problem).toBeNull();
    expect(screen.text).toContain(`recorded ${file.frames} frames`);
    expect(file.frames).toBeGreaterThan(9600);
  });
});

describe.skipIf(isWine)(
  `a window${isWine ? ' (not under Wine 8, whose console hears of no change)' : ''}`,
  () => {
    it.each([true, false])('may change its size (lines are broken anew: %s)', async (reflows) => {
      using session = inTerminal(['record', 'sized.wav', '--force'], { columns: 80, reflows });
      const { screen } = session;
      const time = () => /\d\d:\d\d\.\d/.exec(screen.text)?.[0];
      const drawn = async () => {
        const before = time();
        await screen.until(() => time() !== undefined && time() !== before);
      };
      await drawn();
      for (const columns of [40, 200, 39, 80, 20]) {
        await session.resize({ columns, rows: 24 });
        await drawn();
        await drawn();
        const shown = screen.rows.filter(({ text }) => text !== '');
        expect(shown).toHaveLength(1);
      }
      session.type(ctrlC);
      expect(await session.ended).toBe(130);
      expect(words(screen.text)).toMatch(/^recorded \d+ frames .* to sized\.wav$/);
    });

    it('that is closed leaves a recording that can be read', async () => {
      using session = inTerminal(['record', 'closed.wav']);
      const { screen } = session;
      await screen.until(() => /00:00\.[3-9]/.test(screen.text));
      session.hangUp();
      expect(await session.ended).toBe(129);
      await using file = await openAudioFile(path('closed.wav'));
      expect(file.problem).toBeNull();
      expect(file.frames).toBeGreaterThan(9600);
    });
  },
);
