// The site: every document and the reference as pages that need no server, with a search. npm run docs:site
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readReference } from '../reference.mjs';
import { filesBelow, root, scratch } from '../run.mjs';
import { documents, references } from './contents.mjs';
import { Links, labelOf, pageOfFile } from './links.mjs';
import { codeBlock, render } from './markdown.mjs';
import { placesOf, ReferencePage, reminders } from './reference-pages.mjs';
import { searchScript, sectionsOf } from './search-index.mjs';
import { iconSvg, pageHtml } from './template.mjs';

const assets = fileURLToPath(new URL('assets', import.meta.url));

/** A document that nobody finds is a mistake. */
function checkContents() {
  const listed = new Set(documents.map(({ source }) => source));
  const missing = filesBelow('docs', /\.md$/).filter((path) => !listed.has(`docs/${path}`));
  if (missing.length > 0) throw new Error(`docs/${missing[0]} is not in scripts/site/contents.mjs`);
}

/** The first page begins with what it is all about, in place of a name. */
function hero(html) {
  const [, first] = /^\s*<p>([\s\S]*?)<\/p>/.exec(html);
  const rest = html.replace(/^\s*<p>[\s\S]*?<\/p>/, '');
  const top = `<div class="hero">
<h1>Every sample, as it is, between an ASIO driver and Node.js</h1>
<p>${first}</p>
<div class="actions"><a href="guides/first-recording.html">Begin</a><a href="api/bufferswitch.html">API reference</a><a href="guides/coming-from.html">Coming from another library</a></div>
</div>`;
  return { hero: top, html: rest };
}

function documentPages(links) {
  return documents.map((document) => {
    const { source, target } = document;
    const markdown = readFileSync(join(root, source), 'utf8');
    const resolve = (href) => links.resolve(document, href);
    const page = { target, ...render(markdown, resolve, (href) => labelOf(document, href)) };
    return target === 'index.html' ? { ...page, ...hero(page.html) } : page;
  });
}

function referencePages(reference) {
  const targetOf = (entry) => references.find((page) => page.entry === entry).target;
  const place = placesOf(reference, targetOf);
  return reference.map((entry) => new ReferencePage(targetOf(entry.entry), place).make(entry));
}

/** A file of the repository that a document speaks of; of a folder what is in it. */
function filePage(path) {
  const full = join(root, path);
  const target = pageOfFile(path);
  if (/\.(svg|png)$/.test(path)) return null;
  if (!statSync(full).isDirectory()) {
    const text = readFileSync(full, 'utf8');
    const language = { '.h': 'c', '.cpp': 'c', '.ts': 'ts', '.mjs': 'js' }[extname(path)];
    return { target, title: path, headings: [], html: codeBlock(text, language) };
  }
  const names = readdirSync(full, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/(^|[\\/])(node_modules|build|\.)/.test(name) && statSync(join(full, name)).isFile())
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
  const readMe = names.includes('README.md') ? readFileSync(join(full, 'README.md'), 'utf8') : '';
  const words = render(readMe, (href) => (/^https:/.test(href) ? href : '#files')).html;
  const list = names.map((name) => `<li><code>${name}</code></li>`).join('\n');
  const html = `${words}<h2 id="files">Files</h2>\n<ul>\n${list}\n</ul>`;
  return { target, title: path, headings: [], html };
}

/** Writes the whole site into a folder, and gives the pages that it consists of. */
export function buildSite(folder) {
  checkContents();
  const links = new Links();
  const reference = readReference();
  const written = documentPages(links);
  const made = referencePages(reference);
  const files = [...links.shown].flatMap((path) => filePage(path) ?? []);
  const pages = [...written, ...made, ...files];

  rmSync(folder, { recursive: true, force: true });
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const page of pages) write(page.target, pageHtml(page));
  const found = reference.flatMap((entry) =>
    reminders(entry, references.find((page) => page.entry === entry.entry).target),
  );
  write('assets/search-index.js', searchScript([...written.flatMap(sectionsOf), ...found]));
  write('assets/icon.svg', iconSvg);
  for (const name of readdirSync(assets)) copyFileSync(join(assets, name), join(folder, 'assets', name));
  for (const path of filesBelow('docs', /\.svg$/)) write(path, readFileSync(join(root, 'docs', path)));
  const miniSearch = join(dirname(createRequire(import.meta.url).resolve('minisearch')), '..');
  copyFileSync(join(miniSearch, 'umd/index.js'), join(folder, 'assets/minisearch.js'));
  copyFileSync(join(miniSearch, '../LICENSE.txt'), join(folder, 'assets/minisearch.LICENSE.txt'));
  return pages.map(({ target }) => target);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = join(scratch, 'site');
  console.log(`${buildSite(folder).length} pages: ${pathToFileURL(join(folder, 'index.html')).href}`);
}
