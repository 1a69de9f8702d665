/** The site as somebody has it in front of them: on a telephone and a desk, in light and dark, with a search and without scripts. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSite } from '../../scripts/site/build.mjs';
import { type Browser, startBrowser } from './browser.js';
import { looksOf } from './looks.js';

const folder = resolve('.build/site');
const pictures = resolve('.build/site-screenshots');
const pages = buildSite(folder);
const addressOf = (path: string) => `${pathToFileURL(folder).href}/${path}`;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  browser = await startBrowser();
});

afterAll(() => browser?.close());

/** A page of the browser, and what it complained about or asked for from elsewhere since. */
async function open() {
  const page = await browser.context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(addressOf(''))) complaints.push(request.url());
  });
  return { page, complaints };
}

const sizes = [
  { width: 360, height: 740, colorScheme: 'light' },
  { width: 1200, height: 800, colorScheme: 'dark' },
] as const;

it('every page fits on a telephone and on a desk, and the browser has nothing to complain about', async () => {
  const { page, complaints } = await open();
  for (const path of pages) {
    await page.goto(addressOf(path));
    for (const { width, height } of sizes) {
      await page.setViewportSize({ width, height });
      const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(isTooWide, `${path}, ${width} pixels`).toBe(false);
    }
  }
  expect(complaints).toEqual([]);
  await page.close();
}, 120_000);

/** Looked at letter by letter, as the others are made in the same ways. */
const looked = ['index.html', 'guides/first-player.html', 'api/testing.html', 'architecture.html'];

it.each(looked)('%s can be read', async (path) => {
  const { page } = await open();
  await page.goto(addressOf(path));
  for (const { width, height, colorScheme } of sizes) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    const { overflowing, texts } = await looksOf(page);
    expect(overflowing).toEqual([]);
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter(({ contrast, size }) => contrast < 4.5 || size < 11)).toEqual([]);
    const name = `${path.replaceAll('/', '-')}-${width}-${colorScheme}.png`;
    await page.screenshot({ path: join(pictures, name) });
  }
  await page.close();
});

describe('the search', () => {
  const find = async (page: Page, words: string) => {
    await page.keyboard.press('/');
    await page.keyboard.insertText(words);
    await page.locator(`.results[data-words="${words}"] a`).first().waitFor();
    return page.locator('.results a');
  };

  it.each([
    ['setSampleRate', 'api/bufferswitch.html#Device.setSampleRate'],
    ['tremolo', 'guides/processor.html'],
    ['trademark', 'guides/licensing.html'],
    ['SAMPLE_RATE_REFUSED', 'guides/first-player.html'],
    ['latncy', 'api/bufferswitch.html#Latency'], // as it is typed in a hurry
  ])('finds %s, from a page in a folder as well', async (words, expected) => {
    const { page, complaints } = await open();
    await page.goto(addressOf('guides/bit-perfect.html'));
    const results = await find(page, words);
    const targets = await results.evaluateAll((links) =>
      links.map((link) => (link as HTMLAnchorElement).href),
    );
    expect(targets.some((target) => target.startsWith(addressOf(expected)))).toBe(true);
    await page.keyboard.press('Enter');
    await page.waitForURL(targets[0] as string);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('says when there is nothing', async () => {
    const { page } = await open();
    await page.goto(addressOf('index.html'));
    await page.locator('.search input').fill('xylophonesque');
    await page.locator('.results p').waitFor();
    expect(await page.locator('.results').innerText()).toBe('Nothing found.');
    await page.close();
  });
});

it('keeps light or dark, as it was chosen', async () => {
  const { page } = await open();
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(addressOf('index.html'));
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.locator('.theme').click();
  const dark = await paper();
  expect(dark).not.toBe(light);
  await page.goto(addressOf('verify.html'));
  expect(await paper()).toBe(dark);
  await page.locator('.theme').click();
  expect(await paper()).toBe(light);
  await page.close();
});

it('can be read and walked through without scripts', async () => {
  const page = await browser.context.newPage();
  const session = await browser.context.newCDPSession(page);
  await session.send('Emulation.setScriptExecutionDisabled', { value: true });
  await page.setViewportSize({ width: 1200, height: 800 });
  await page.goto(addressOf('index.html'));
  expect(await page.locator('.search').isVisible()).toBe(false);
  await page.locator('nav.pages a', { hasText: 'A first player' }).click();
  expect(await page.locator('h1').innerText()).toBe('A first player');
  await page.close();
});
