/** How the pages of the examples look. What they show is tested beside them. */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openDevice } from 'bufferswitch';
import { createVirtualDriver } from 'bufferswitch/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer } from '../../examples/web-meter/server.js';
import { until } from '../helpers/when.js';
import { type Browser, startBrowser } from './browser.js';
import { checkScreens } from './screens.js';

/** Kept after the run, for people to look at. */
const pictures = resolve('.build/example-screenshots');
const rate = 48000;
let browser: Browser;
let canvas: Page;
let page: Page;

beforeAll(async () => {
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  browser = await startBrowser();
  canvas = browser.context.pages()[0] ?? (await browser.context.newPage());
  page = await browser.context.newPage();
});

afterAll(() => browser?.close());

/** Swells and fades, each channel in a time of its own. */
const swelling = (channel: number) =>
  Float32Array.from({ length: 9 * rate }, (_, n) => {
    const time = n / rate;
    return 0.9 * Math.sin(time * (channel + 1)) ** 8 * Math.sin(2 * Math.PI * 220 * time);
  });

test('meters on a web page', async () => {
  using driver = createVirtualDriver({
    inputs: 6,
    type: 'float32lsb',
    rate,
    preferredBuffer: 480,
    cable: 'open',
  });
  await using device = await openDevice(driver.id);
  const server = await startServer(device, { inputs: [0, 1, 2, 3, 4, 5] });
  try {
    await page.goto(server.url);
    await page.getByText('48000 Hz').waitFor();
    driver.feed([0, 1, 2, 3, 4].map(swelling).concat(new Float32Array(9 * rate)));
    // A picture a slice, as the page gets them: what is far behind is left out.
    for (let slice = 0; slice < 140; slice++) {
      await driver.step(3 + (slice % 3 === 0 ? 1 : 0));
      await until(() => device.stream?.input.queued === 0);
    }
    await page.locator('section:last-child .rms').getByText('-inf').waitFor();
    await checkScreens(page, { canvas, pictures, name: 'web-meter' }, ({ texts }) => {
      expect(texts.length).toBeGreaterThan(30);
    });
  } finally {
    await server.close();
  }
});

test('a player in Electron', async () => {
  const folder = resolve('examples/electron-player/page');
  await page.route('http://player.test/**', (route) =>
    route.fulfill({ path: join(folder, new URL(route.request().url()).pathname) }),
  );
  await page.addInitScript('window.player = { onMessage: (listen) => { window.tell = listen; } };');
  await page.goto('http://player.test/index.html');
  const tell = (message: object) => page.evaluate(`window.tell(${JSON.stringify(message)})`);
  await tell({
    type: 'drivers',
    drivers: [{ id: 'one', name: 'An Interface with a Long Name (ASIO) 2nd generation' }],
  });
  const playing = {
    type: 'state',
    state: 'playing',
    title: `01-${'NoSpaces'.repeat(12)}.flac`,
    device: 'An Interface with a Long Name',
    sampleRate: 192000,
    encoding: 'int24',
    seconds: 3725,
    isLossless: false,
  };
  await tell(playing);
  const channels = Array.from({ length: 6 }, (_, n) => ({ peak: -n * n * 4, rms: -n * n * 4 - 9 }));
  await tell({ type: 'levels', seconds: 1234.5, channels });
  await tell({ type: 'failure', message: `/home/somebody/${'folder/'.repeat(30)}is no audio file` });
  await checkScreens(page, { canvas, pictures, name: 'electron-player' }, ({ texts }) => {
    expect(texts.length).toBeGreaterThan(12);
  });
});
