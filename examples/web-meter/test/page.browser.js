// The page in Chromium: known sounds at the inputs, and what somebody sees of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { startServer } from '../server.js';
import { rate, sine, startOnVirtual } from './interface.js';

// CHROMIUM: the path of the program, where it is not that of Debian.
const { CHROMIUM: executablePath = '/usr/bin/chromium' } = process.env;

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
});
after(() => browser.close());

async function openPage(t, url) {
  const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
  t.after(() => page.close());
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  return { page, complaints };
}

/** How many columns of a canvas have something, and the rows of the last one that do: the first, and the last. */
const drawn = (canvas) =>
  canvas.evaluate((element) => {
    const { width, height } = element;
    const { data } = element.getContext('2d').getImageData(0, 0, width, height);
    const isSet = (x, y) => data[4 * (y * width + x) + 3] > 127;
    const rowsOf = (x) => Array.from({ length: height }, (_, y) => y).filter((y) => isSet(x, y));
    const columns = Array.from({ length: width }, (_, x) => x).filter((x) => rowsOf(x).length > 0).length;
    const rows = rowsOf(width - 1);
    return { columns, height, first: rows[0], last: rows.at(-1) };
  });

test('known sounds have the right numbers and the right waveform', { timeout: 60_000 }, async (t) => {
  const { driver, server } = await startOnVirtual(t);
  const { page, complaints } = await openPage(t, server.url);
  await page.getByText('48000 Hz').waitFor();

  // Half a second: a sine at half of full scale, and a constant of a tenth.
  driver.feed([sine(0.5, rate / 2), null, new Float32Array(rate / 2).fill(0.1)]);
  await driver.step(Math.ceil(rate / 2 / 128));
  const channel = (name) => page.locator('section', { hasText: name });
  const shows = (name, peak, rms) =>
    Promise.all([
      channel(name).locator('.peak').getByText(peak, { exact: true }).waitFor(),
      channel(name).locator('.rms').getByText(rms, { exact: true }).waitFor(),
    ]);
  await shows('Input 1', '-6.0', '-9.0');
  await shows('Input 3', '-20.0', '-20.0');
  const length = await channel('Input 3')
    .locator('.fill')
    .evaluate((fill) => getComputedStyle(fill).clipPath);
  assert.match(length, /33\.3/, length); // what is cut off of 60 dB

  // 15 slices with 4 columns each, between a quarter and three quarters of the height.
  const wave = await drawn(channel('Input 1').locator('canvas'));
  assert.equal(wave.columns, 4 * 15);
  assert.ok(Math.abs(wave.first - wave.height / 4) <= 1 && Math.abs(wave.last - 0.75 * wave.height) <= 1);
  const constant = await drawn(channel('Input 3').locator('canvas'));
  assert.ok(Math.abs(constant.first - 0.45 * constant.height) <= 1, JSON.stringify(constant));

  // Silence: the RMS at once, the peak when it was held long enough.
  await driver.step(rate / 128);
  await shows('Input 1', '-6.0', '-inf');
  await driver.step(rate / 128);
  await shows('Input 1', '-inf', '-inf');
  assert.deepEqual(complaints, []);
});

test('a server that has gone is told, and found again', { timeout: 60_000 }, async (t) => {
  const { device, server } = await startOnVirtual(t);
  const { page } = await openPage(t, server.url);
  await page.getByText('48000 Hz').waitFor();
  await server.close();
  await page.getByText('the connection is lost').waitFor();
  const again = await startServer(device, { inputs: [1], port: Number(new URL(server.url).port) });
  t.after(() => again.close());
  await page.getByText('Input 2').waitFor();
  assert.equal(await page.locator('section').count(), 1);
});
