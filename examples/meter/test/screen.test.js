// What a terminal shows, read from the emulator of one.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import xterm from '@xterm/headless';
import { layout } from '../layout.js';
import { Screen } from '../screen.js';

/** Stands for process.stdout. */
class Output extends EventEmitter {
  columns;
  rows;
  #terminal;
  #written = Promise.resolve();

  constructor(columns, rows) {
    super();
    Object.assign(this, { columns, rows });
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  }

  write(text) {
    this.#written = new Promise((resolve) => this.#terminal.write(text, resolve));
  }

  async resize(columns, rows) {
    await this.#written;
    this.#terminal.resize(columns, rows);
    Object.assign(this, { columns, rows });
    this.emit('resize');
  }

  async text() {
    await this.#written;
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.rows }, (_, row) =>
      active.getLine(active.baseY + row).translateToString(true, 0, this.columns),
    );
  }
}

const names = ['0 Left', '1 Right'];
const levels = [
  { peak: -6.02, rms: -9.03 },
  { peak: -Infinity, rms: -Infinity },
];

test('a line for each channel, and what was there before is back in the end', async () => {
  const output = new Output(60, 10);
  output.write('$ npm start');
  const screen = new Screen(output, 'Fireface, 48000 Hz', names);
  screen.show(levels);
  const lines = await output.text();
  assert.match(lines[0], /^Fireface, 48000 Hz {2}peak and RMS in dBFS$/);
  assert.match(lines[1], /^0 Left {2}█+ +│ +-6\.0 +-9\.0$/);
  assert.match(lines[2], /^1 Right {2,}-inf +-inf$/);
  assert.deepEqual(lines.slice(3), new Array(7).fill(''));
  screen.close();
  assert.deepEqual((await output.text()).slice(0, 2), ['$ npm start', '']);
});

test('another size of the terminal is another layout at once', async () => {
  const output = new Output(100, 10);
  const screen = new Screen(output, 'Fireface', names);
  screen.show(levels);
  const wide = await output.text();
  await output.resize(40, 5);
  const narrow = await output.text();
  const bar = (line) => line.replaceAll(/[^█]/g, '').length;
  assert.ok(bar(wide[1]) > 2 * bar(narrow[1]) && bar(narrow[1]) > 5, `${wide[1]}\n${narrow[1]}`);
  assert.match(narrow[2], /^1 Right .*-inf +-inf$/);
  assert.deepEqual(narrow.slice(3), ['', '']);
  screen.close();
  assert.equal(output.listenerCount('resize'), 0);
});

test('a bar is as long as its level, in 60 dB', () => {
  const at = (rms) => layout([''], [{ peak: rms, rms }], 135, 1)[0].replaceAll(/[^█]/g, '').length;
  assert.deepEqual([0, -15, -30, -60, -80].map(at), [120, 90, 60, 0, 0]);
});

test('no size of a terminal and no number of channels makes a line too long, or one too many', () => {
  for (const channels of [1, 2, 18, 64]) {
    const all = Array.from({ length: channels }, (_, n) => ({ peak: -n, rms: -n - 100 * (n % 2) }));
    const called = all.map((_, n) => `${n} Analogue ${n + 1}`);
    for (let columns = 1; columns <= 200; columns += 7) {
      for (const rows of [1, 4, 23, 70]) {
        const lines = layout(called, all, columns, rows);
        assert.ok(lines.length <= rows);
        assert.ok(
          lines.every((line) => line.length <= columns),
          `${channels} in ${columns} x ${rows}`,
        );
      }
    }
  }
  const all = layout(
    Array.from({ length: 64 }, (_, n) => `in${n}`),
    new Array(64).fill(levels[0]),
    120,
    23,
  ).join(' ');
  for (let n = 0; n < 64; n++) assert.match(all, new RegExp(`\\bin${n}\\b`));
});
