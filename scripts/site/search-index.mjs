// What the search of the site knows: every section of every document, and every name of the API.
import MiniSearch from 'minisearch';
import { plain } from './markdown.mjs';

const excerptLength = 160;

/** The sections of a page, each with the words up to the next heading. */
export function sectionsOf({ target, title, html, headings }) {
  const starts = headings.map(({ id }) => html.indexOf(`id="${id}"`));
  const section = (from, to, url, heading) => ({
    url,
    page: title,
    title: heading,
    text: plain(
      html
        .slice(from, to)
        .replace(/^[^<]*>/, '')
        .replace(/<h\d[\s\S]*?<\/h\d>/, ' '),
    )
      .replace(/\s+/g, ' ')
      .trim(),
  });
  return [
    section(0, starts[0] ?? html.length, target, title),
    ...headings.map(({ id, text }, n) =>
      section(starts[n], starts[n + 1] ?? html.length, `${target}#${id}`, text),
    ),
  ];
}

/** A script, as pages may be opened as files, where a browser fetches nothing. */
export function searchScript(sections) {
  const index = new MiniSearch({
    fields: ['title', 'page', 'text'],
    storeFields: ['url', 'title', 'page', 'excerpt'],
  });
  const entries = sections.map((section, id) => ({
    id,
    ...section,
    excerpt: section.text.slice(0, excerptLength),
  }));
  index.addAll(entries);
  return `window.searchIndex = ${JSON.stringify(JSON.stringify(index))};\n`;
}
