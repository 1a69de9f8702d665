// Documents as HTML. Headings can be linked to as on GitHub; what is wide can be moved on a narrow screen.
import { Marked } from 'marked';
import { anchors } from '../headings.mjs';
import { escapeHtml, highlight } from './highlight.mjs';

/** Without markup, for titles and for the search. */
export const plain = (html) =>
  html
    .replace(/<[^>]+>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');

export const wide = (html) => `<div class="wide" tabindex="0">${html}</div>\n`;

/** Code that is HTML already. */
export const codeHtml = (html) => `<div class="code">${wide(`<pre><code>${html}</code></pre>`)}</div>\n`;

export const codeBlock = (code, language = '') => codeHtml(highlight(code.replace(/\n$/, ''), language));

/**
 * One document: `html` without its first heading, which is `title`, and the `headings` of the second and third order.
 * `resolve` turns a link of the document into one of the page; `labelOf` says what the target of one is called.
 */
export function render(markdown, resolve, labelOf = () => null) {
  const next = anchors();
  const headings = [];
  let title = '';
  const renderer = {
    heading({ tokens, depth, text }) {
      const html = this.parser.parseInline(tokens);
      const id = next(text);
      if (depth === 1 && title === '') {
        title = plain(html);
        return '';
      }
      headings.push({ id, depth, text: plain(html) });
      return `<h${depth} id="${id}">${html} <a class="anchor" href="#${id}" aria-label="Link to this heading">#</a></h${depth}>\n`;
    },
    link({ href, text, tokens }) {
      // The name of a file is for those who read the file.
      const label = /^[\w/-]+\.md$/.test(text) ? labelOf(href) : null;
      const words = label === null ? this.parser.parseInline(tokens) : escapeHtml(label);
      return `<a href="${escapeHtml(resolve(href))}">${words}</a>`;
    },
    image({ href, text }) {
      return `<img src="${escapeHtml(resolve(href))}" alt="${escapeHtml(text)}">`;
    },
    code({ text, lang = '' }) {
      const [language, ...words] = lang.split(' ');
      const note =
        words.length > 0
          ? `<p class="note">${escapeHtml(words.join(' ').replace('no-run: ', 'Not run by the tests: '))}</p>\n`
          : '';
      return codeBlock(text, language) + note;
    },
    table(token) {
      const row = (cells, tag) =>
        `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
      const head = token.header.some((cell) => cell.text !== '')
        ? `<thead>${row(token.header, 'th')}</thead>`
        : '';
      const body = token.rows.map((cells) => row(cells, 'td')).join('\n');
      return wide(`<table>${head}<tbody>${body}</tbody></table>`);
    },
    html: () => '', // comments for those who write
  };
  const html = new Marked({ renderer }).parse(markdown);
  return { title, html, headings };
}
