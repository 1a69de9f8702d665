// What all pages have in common: the head, the navigation, and what is on the right and below.
import { groups } from './contents.mjs';
import { escapeHtml } from './highlight.mjs';
import { relativeTo } from './links.mjs';

/** Two buffers that take turns. */
const logo =
  '<svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><rect x="3" y="5" width="17" height="9" rx="2"/><rect x="12" y="18" width="17" height="9" rx="2" class="other"/><path d="M23.5 9.5h4M4.5 22.5h4"/></svg>';

/** All pages in the order of the navigation: `{ label, target }`. */
export const order = groups.flatMap((group) => [
  ...(group.reference ?? []).map(({ entry, target }) => ({ label: entry, target })),
  ...group.pages,
]);

function navigation(target) {
  const item = ({ label, target: to }) => {
    const current = to === target ? ' aria-current="page"' : '';
    return `<li><a href="${relativeTo(target, to)}"${current}>${escapeHtml(label)}</a></li>`;
  };
  return groups
    .map((group) => {
      const entries = (group.reference ?? []).map(({ entry, target: to }) =>
        item({ label: entry, target: to }),
      );
      const items = [...entries, ...group.pages.map(item)];
      return `<h2>${escapeHtml(group.title)}</h2>\n<ul>\n${items.join('\n')}\n</ul>`;
    })
    .join('\n');
}

function onThisPage(headings) {
  if (headings.length < 2) return '';
  const items = headings
    .filter(({ depth }) => depth <= 3)
    .map(({ id, depth, text }) => `<li class="depth-${depth}"><a href="#${id}">${escapeHtml(text)}</a></li>`);
  return `<aside class="contents"><nav aria-label="On this page"><h2>On this page</h2>\n<ul>\n${items.join('\n')}\n</ul></nav></aside>`;
}

function neighbours(target) {
  const at = order.findIndex((page) => page.target === target);
  if (at < 0) return '';
  const link = (page, rel, word) =>
    page === undefined
      ? '<span></span>'
      : `<a rel="${rel}" href="${relativeTo(target, page.target)}"><small>${word}</small>${escapeHtml(page.label)}</a>`;
  return `<nav class="neighbours" aria-label="Neighbouring pages">${link(order[at - 1], 'prev', 'Before')}${link(order[at + 1], 'next', 'Next')}</nav>`;
}

/** A whole page. `hero`: HTML in place of the title. */
export function pageHtml({ target, title, html, headings, hero }) {
  const to = (path) => relativeTo(target, path);
  const home = to('index.html');
  return `<!doctype html>
<html lang="en" data-root="${to('index.html').replace('index.html', '')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${target === 'index.html' ? 'bufferswitch' : `${escapeHtml(title)} · bufferswitch`}</title>
<link rel="icon" href="${to('assets/icon.svg')}">
<link rel="stylesheet" href="${to('assets/style.css')}">
<script src="${to('assets/site.js')}" defer></script>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header class="top">
<a class="home" href="${home}">${logo}bufferswitch</a>
<div class="search" hidden>
<input type="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off" spellcheck="false"><kbd>/</kbd>
<div class="results" hidden></div>
</div>
<button class="theme" type="button" hidden aria-label="Light or dark">◐</button>
</header>
<div class="columns">
<nav class="pages" aria-label="Pages">
<details open><summary>Pages</summary>
<script>if (innerWidth < 896) document.currentScript.parentElement.open = false</script>
<div>${navigation(target)}</div>
</details>
</nav>
<main id="content">
${hero ?? `<h1>${escapeHtml(title)}</h1>`}
${html}
${neighbours(target)}
</main>
${onThisPage(headings)}
</div>
<footer class="bottom">MIT. ASIO is a trademark and software of Steinberg Media Technologies GmbH. This project is not affiliated with Steinberg.</footer>
</body>
</html>
`;
}

export const iconSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><style>rect{fill:#2a5db0}.other{fill:#d97a1f}path{stroke:#7a8694;stroke-width:2.5;stroke-linecap:round}</style>${logo.replace(/^<svg[^>]*>/, '')}`;
