import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, startBrowser } from './browser.js';
import { brightness, looksOf } from './looks.js';
import { type Made, pages } from './pages.js';
import { checkScreens } from './screens.js';

/** Kept after the run, for people to look at. */
const pictures = resolve('.build/screenshots');
const folder = mkdtempSync(join(tmpdir(), 'reports-'));
let browser: Browser;
let canvas: Page;

beforeAll(async () => {
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  browser = await startBrowser();
  canvas = browser.context.pages()[0] ?? (await browser.context.newPage());
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The page as a file, and what the browser complained about or asked for since. */
async function open(name: string, html: string) {
  const page = await browser.context.newPage();
  const path = join(folder, `${name}.html`);
  writeFileSync(path, html);
  const address = pathToFileURL(path).href;
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => request.url() !== address && complaints.push(request.url()));
  await page.goto(address);
  return { page, complaints };
}

async function checkLooks(page: Page, name: string, { bars }: Made): Promise<void> {
  await checkScreens(page, { canvas, pictures, name }, ({ texts, plots }) => {
    expect(texts.length).toBeGreaterThan(10);
    expect(plots.map((plot) => plot.bars)).toEqual(bars);
    expect(plots.filter(({ contrast }) => contrast < 3)).toEqual([]);
  });
}

/** The screen is still dark. */
async function checkPaper(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect((await looksOf(page)).texts.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
  const path = join(pictures, `${name}-printed.png`);
  expect(await brightness(canvas, await page.screenshot({ path, fullPage: true }))).toBeGreaterThan(200);
  const pdf = await page.pdf({ path: join(pictures, `${name}.pdf`), format: 'A4', preferCSSPageSize: true });
  const sheets = pdf.toString('latin1').match(/\/Type ?\/Page\b/g)?.length ?? 0;
  expect(sheets).toBeGreaterThan(0);
  expect(sheets).toBeLessThan(6);
}

describe('the page of a report, in a browser', () => {
  it.each(pages)(
    'can be read, on a telephone and in the dark, and printed ($name)',
    async ({ name, make }) => {
      const made = await make();
      const { page, complaints } = await open(name, made.html);
      await checkLooks(page, name, made);
      await checkPaper(page, name);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );
});
