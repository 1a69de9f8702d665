import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../dist/cli/table.js';
import { TakeMeter } from '../../dist/cli/take-meter.js';
import { Terminal } from '../../dist/cli/terminal.js';

const sound = { encoding: 'int16', layout: 'interleaved', channels: 64 } as const;

function sink(isTTY: boolean) {
  const texts: string[] = [];
  return { isTTY, columns: 60, texts, write: (text: string) => texts.push(text) > 0 };
}

/** One frame in which channel n is at n / 64 of full scale. `looked` counts the samples that are looked at. */
function frame() {
  const samples = Int16Array.from({ length: 64 }, (_, channel) => channel * 512);
  const looked = { samples: 0 };
  const watched = new Proxy(samples, {
    get: (target, key) => {
      looked.samples++;
      return Reflect.get(target, key);
    },
  });
  return { piece: { channels: [watched], frames: 1, position: 0, gaps: [] }, looked };
}

describe('levels of a recording', () => {
  it('say that it waits, and then how long it is', () => {
    const err = sink(true);
    const terminal = new Terminal(false, sink(true), err);
    const { piece, looked } = frame();
    new TakeMeter(terminal, sound, 48_000, 96_000).add(piece, false, 24_000);
    new TakeMeter(terminal, sound, 48_000, 96_000).add(piece, true, 48_000);
    const lines = err.texts.map((text) => stripVTControlCharacters(text).replaceAll('\r', ''));
    expect(lines[0]).toMatch(/^waiting {2}00:00\.5 .* -inf .* -36\.1/);
    expect(lines[1]).toMatch(/^00:01\.0 \/ 00:02\.0 .* -inf .* -36\.1/);
    for (const line of lines) expect(displayWidth(line)).toBeLessThan(60);
    // Of the channels alone that have room.
    expect(looked.samples).toBeLessThan(20);
  });

  it('cost nothing where nobody sees them', () => {
    const terminal = new Terminal(false, sink(false), sink(false));
    const { piece, looked } = frame();
    new TakeMeter(terminal, sound, 48_000, undefined).add(piece, true, 48_000);
    expect(looked.samples).toBe(0);
  });
});
