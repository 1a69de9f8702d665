import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../dist/cli/table.js';
import { Terminal } from '../../dist/cli/terminal.js';
import { wrapped } from '../../dist/cli/wrap.js';

describe('lines that are wider than a terminal', () => {
  it('are broken between words', () => {
    expect(wrapped('one two three\nfour\n\nfive six seven', 9)).toBe(
      'one two\nthree\nfour\n\nfive six\nseven',
    );
  });

  it('go on below their last column', () => {
    const rows = '\x1b[2mrates\x1b[22m    44100, 48000, 88200, 96000 Hz\nname     音楽音楽音楽 音楽音楽音楽';
    expect(wrapped(rows, 30)).toBe(
      '\x1b[2mrates\x1b[22m    44100, 48000, 88200,\n         96000 Hz\nname     音楽音楽音楽\n         音楽音楽音楽',
    );
  });

  it('go on near the left where that column is too narrow', () => {
    expect(wrapped('  a synopsis of many words  what it does', 32)).toBe(
      '  a synopsis of many words  what\n    it does',
    );
  });

  it('stay in one piece where somebody copies them', () => {
    const command = '  bufferswitch play album/ --driver "Fireface"';
    expect(wrapped(command, 20)).toBe(command);
    expect(wrapped('to /a/very/long/path/of/a/file', 20)).toBe('to\n/a/very/long/path/of/a/file');
  });

  it('fill the next one of the same paragraph, in prose alone', () => {
    const text = 'one two three four\nfive.\nsix seven eight nine.\nten';
    expect(wrapped(text, 14, true)).toBe('one two three\nfour five.\nsix seven\neight nine.\nten');
    expect(wrapped('played some of a\nplayed all of b', 14)).toBe('played some of\na\nplayed all of\nb');
  });

  it.each([20, 39, 79, 119])('leave out nothing, and fit (%i columns)', (columns) => {
    const words = Array.from({ length: 200 }, (_, i) => 'x'.repeat((i * 7) % 13 || 1));
    const broken = wrapped(words.join(' '), columns);
    expect(broken.split(/\s/)).toEqual(words);
    expect(Math.max(...broken.split('\n').map(displayWidth))).toBeLessThanOrEqual(columns);
  });

  it('are left alone where nobody looks, and in documents', () => {
    const sink = (isTTY: boolean) => {
      const texts: string[] = [];
      return { isTTY, columns: 12, texts, write: (text: string) => texts.push(text) > 0 };
    };
    const [file, screen, document] = [sink(false), sink(true), sink(true)];
    const text = 'one two three four';
    new Terminal(false, file, file).result({}, () => text);
    new Terminal(false, screen, screen).result({}, () => text);
    new Terminal(true, document, document).result({ text }, () => '');
    expect(file.texts).toEqual([`${text}\n`]);
    expect(screen.texts).toEqual(['one two\nthree four\n']);
    expect(JSON.parse(document.texts.join(''))).toEqual({ text });
    expect(document.texts.join('')).toContain(text);
  });
});
