/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/** What somebody sees of a page, as numbers. These functions run in the page: they know nothing of this file. */
import type { Page } from 'playwright-core';

export interface Text {
  readonly text: string;
  /** By the rule of WCAG: 1 is not to be seen, 21 is black on white. */
  readonly contrast: number;
  /** Pixels, as it is shown. */
  readonly size: number;
}

export interface Looks {
  /** What is wider than the window, and not in a place that can be moved. */
  readonly overflowing: readonly string[];
  readonly texts: readonly Text[];
  /** Of each plot: how many bars or marks can be seen, and the contrast of the faintest. */
  readonly plots: readonly { readonly bars: number; readonly contrast: number }[];
}

export function looksOf(page: Page): Promise<Looks> {
  return page.evaluate(() => {
    type Colour = [number, number, number, number];
    const rgba = (text: string): Colour => {
      const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
      return [r, g, b, a];
    };
    const luminance = ([r, g, b]: Colour) => {
      const [red = 0, green = 0, blue = 0] = [r, g, b].map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const background = (element: Element | null): Colour => {
      for (let at = element; at !== null; at = at.parentElement) {
        const colour = rgba(getComputedStyle(at).backgroundColor);
        if (colour[3] === 1) return colour;
      }
      return [255, 255, 255, 1];
    };
    const contrast = (colour: string, element: Element) => {
      const [high = 0, low = 0] = [luminance(rgba(colour)), luminance(background(element))].sort(
        (a, b) => b - a,
      );
      return (high + 0.05) / (low + 0.05);
    };
    const width = document.documentElement.clientWidth;
    const elements = [...document.body.querySelectorAll('*')];
    const overflowing = elements.filter((element) => {
      const moves = element.parentElement?.closest('.wide') ?? null;
      return moves === null && element.getBoundingClientRect().right > width + 1;
    });

    const texts: { text: string; contrast: number; size: number }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (element === null || text === '') continue;
      const style = getComputedStyle(element);
      const isDrawn = element instanceof SVGGraphicsElement;
      const { b = 0, d = 1 } = (isDrawn ? element.getScreenCTM() : null) ?? {};
      const scale = Math.hypot(b, d); // also where it stands upright
      texts.push({
        text,
        contrast: contrast(isDrawn ? style.fill : style.color, element),
        size: Number.parseFloat(style.fontSize) * scale,
      });
    }
    const plots = [...document.querySelectorAll('svg')].map((svg) => {
      const bars = [...svg.querySelectorAll('rect, .mark:not(.said)')].filter((bar) => {
        const { width, height } = bar.getBoundingClientRect();
        return width > 0.5 && height > 0.5;
      });
      return {
        bars: bars.length,
        contrast: Math.min(...bars.map((bar) => contrast(getComputedStyle(bar).fill, bar))),
      };
    });
    const isTooWide = document.documentElement.scrollWidth > width;
    return {
      overflowing: [
        ...overflowing.map(({ outerHTML }) => outerHTML.slice(0, 80)),
        ...(isTooWide ? ['page'] : []),
      ],
      texts,
      plots,
    };
  });
}

/** The mean brightness of a picture, 0 to 255. */
export function brightness(page: Page, png: Buffer): Promise<number> {
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(image, 0, 0);
    const { data: pixels } = context.getImageData(0, 0, image.width, image.height);
    let sum = 0;
    for (let i = 0; i < pixels.length; i += 4) sum += pixels[i + 1] as number;
    return (4 * sum) / pixels.length;
  }, png.toString('base64'));
}
