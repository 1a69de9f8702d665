// The page in Chromium, with preload.cjs as it is, and the service as it is behind it. What stands for Electron is the few
// lines of `electron` below: a port that leads to this process, and the path of a file that was dropped.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { makeFile, startService } from './interface.js';
import { channel } from './port.js';

// CHROMIUM: the path of the program, where it is not that of Debian.
const { CHROMIUM: executablePath = '/usr/bin/chromium' } = process.env;
const preload = readFileSync(new URL('../preload.cjs', import.meta.url), 'utf8');
const address = new URL('../page/index.html', import.meta.url).href;

let browser;
before(async () => {
  // The page is a file, and its script a module: Electron lets it load that, a browser has to be told.
  const args = ['--no-sandbox', '--disable-gpu', '--allow-file-access-from-files'];
  browser = await chromium.launch({ executablePath, args });
});
after(() => browser.close());

/** Runs in the page, in the place of Electron's own module. */
function electron(folder) {
  const port = { postMessage: (message) => window.toService(message), close() {} };
  window.fromService = (data) => port.onmessage({ data });
  return {
    contextBridge: {
      exposeInMainWorld(name, bridge) {
        window[name] = bridge;
      },
    },
    ipcRenderer: { on: (_, listener) => addEventListener('load', () => listener({ ports: [port] })) },
    webUtils: { getPathForFile: ({ name }) => `${folder}/${name}` },
  };
}

async function openPage(t, service, folder) {
  const page = await browser.newPage({ viewport: { width: 520, height: 560 } });
  const [near, far] = channel();
  t.after(async () => {
    near.close();
    await page.close();
  });
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.exposeFunction('toService', (message) => near.postMessage(message));
  near.on('message', ({ data }) =>
    page.evaluate((message) => window.fromService(message), data).catch(() => {}),
  );
  near.start();
  service.serve(far);
  const stand = `const require = () => (${electron})(${JSON.stringify(folder)});`;
  await page.addInitScript({ content: `{ ${stand}\n${preload} }` });
  await page.goto(address);
  return { page, complaints };
}

/** Drops a file with this name, as somebody does with the mouse. */
const drop = (page, name) =>
  page.evaluate((called) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['its bytes stay where they are'], called));
    document.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, name);

test('a file that is dropped is played, shown, paused and stopped', { timeout: 60_000 }, async (t) => {
  const { folder, driver, service } = startService(t, { type: 'int32lsb', rate: 48000 });
  const [left] = await makeFile(join(folder, 'a song.wav'), { seconds: 100 });
  const { page, complaints } = await openPage(t, service, folder);
  await page.getByRole('option', { name: 'Virtual Interface' }).waitFor({ state: 'attached' });
  await drop(page, 'a song.wav');
  await page.getByRole('heading', { name: 'a song.wav' }).waitFor();
  await page.getByText('1:40').waitFor();
  assert.match(await page.locator('#facts').textContent(), /^int24, 48000 Hz on [^,]+$/);

  const heard = () => driver.captured().samples[0].filter((sample) => sample !== 0);
  while (heard().length < 48000) await driver.step(10);
  await page.getByText('-6.0 peak, -6.0 RMS').waitFor();
  await page.getByText('-20.0 peak, -20.0 RMS').waitFor();
  assert.match(await page.locator('#now').textContent(), /^0:0[01]$/);
  assert.deepEqual(heard(), left.subarray(0, heard().length));

  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await assert.rejects(driver.step(1), { code: 'INVALID_STATE' });
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Pause', disabled: true }).waitFor();
  assert.deepEqual(complaints, []);
});

test('what cannot be played is told on the page', { timeout: 60_000 }, async (t) => {
  const { folder, service } = startService(t, { rates: [44100] });
  await makeFile(join(folder, 'high.wav'), { seconds: 0.1, sampleRate: 96000 });
  const { page } = await openPage(t, service, folder);
  await page.getByRole('option', { name: 'Virtual Interface' }).waitFor({ state: 'attached' });
  await drop(page, 'high.wav');
  assert.match(await page.getByRole('alert').textContent(), /96000 Hz/);
});
