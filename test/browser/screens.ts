/** What every page has to be on every screen: narrow and wide, light and dark. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { brightness, type Looks, looksOf } from './looks.js';

const schemes = ['light', 'dark'] as const;
const widths = [360, 1200];

/** `canvas`: a page to look at pictures with; `pictures`: the folder where they are kept; `check`: what else is expected. */
export async function checkScreens(
  page: Page,
  { canvas, pictures, name }: { canvas: Page; pictures: string; name: string },
  check: (looks: Looks) => void,
): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      const looks = await looksOf(page);
      expect(looks.overflowing).toEqual([]);
      expect(looks.texts.filter(({ contrast, size }) => contrast < 4.5 || size < 11)).toEqual([]);
      check(looks);
      const path = join(pictures, `${name}-${width}-${colorScheme}.png`);
      const light = await brightness(canvas, await page.screenshot({ path, fullPage: true }));
      if (colorScheme === 'light') expect(light).toBeGreaterThan(200);
      else expect(light).toBeLessThan(70);
    }
  }
}
