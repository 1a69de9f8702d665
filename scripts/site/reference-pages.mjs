// Pages of the API: one for each entry, made of what the code says.
import { documents } from './contents.mjs';
import { highlight } from './highlight.mjs';
import { relativeTo } from './links.mjs';
import { codeHtml, render } from './markdown.mjs';

const sections = [
  ['function', 'Functions'],
  ['class', 'Classes'],
  ['interface', 'Interfaces'],
  ['type', 'Types'],
  ['constant', 'Constants'],
];

const about = {
  bufferswitch: 'Drivers, devices, streams and processors.',
  'bufferswitch/files':
    'Audio files, read and written without altering a sample. It does not load the addon.',
  'bufferswitch/testing': 'Virtual drivers for the tests of your own program.',
  'bufferswitch/verify': 'Whether a driver is bit-perfect, and if not, what became of the bits.',
  'bufferswitch/measure': 'How late a loop is with each rate and buffer size.',
  'bufferswitch/doctor': 'Which rules of the contract a driver breaks.',
};

/** Where each name is explained: of equal names that of the page itself first. */
export function placesOf(reference, targetOf) {
  const places = new Map();
  for (const { entry, exports } of reference) {
    for (const { name } of exports) {
      if (!places.has(name)) places.set(name, []);
      places.get(name).push(`${targetOf(entry)}#${name}`);
    }
  }
  return (name, page) => {
    const found = places.get(name);
    const here = found?.find((place) => place.startsWith(`${page}#`)) ?? found?.[0];
    if (here === undefined) return null;
    const [to, anchor] = here.split('#');
    return to === page ? `#${anchor}` : `${relativeTo(page, to)}#${anchor}`;
  };
}

const idOf = (name, member) => `${name}.${member.replace(/^\[(Symbol\.\w+)\]$/, '$1')}`;

/** Makes the page of one entry. */
export class ReferencePage {
  #target;
  #place;

  constructor(target, place) {
    this.#target = target;
    this.#place = place;
  }

  make({ entry, exports }) {
    const headings = [];
    const parts = sections.flatMap(([kind, title]) => {
      const items = exports.filter((item) => item.kind === kind).sort((a, b) => (a.name < b.name ? -1 : 1));
      if (items.length === 0) return [];
      headings.push({ id: `${kind}s`, depth: 2, text: title });
      headings.push(...items.map(({ name }) => ({ id: name, depth: 3, text: name })));
      return [`<h2 id="${kind}s">${title}</h2>`, ...items.map((item) => this.#export(item))];
    });
    const names = exports
      .filter(({ kind }) => kind !== 'interface' && kind !== 'type')
      .map(({ name }) => name);
    const example = `import { ${names.slice(0, 3).join(', ')} } from '${entry}';`;
    const intro = `<p class="lead">${about[entry]}</p>\n${codeHtml(highlight(example, 'js'))}`;
    return { target: this.#target, title: entry, headings, html: `${intro}\n${parts.join('\n')}` };
  }

  #export(item) {
    const base = item.base === null ? '' : ` <span class="dim">extends</span> ${this.#code(item.base)}`;
    const members = item.members.map((member) => this.#member(item.name, member)).join('\n');
    return `<section class="export" id="${item.name}">
<h3><span class="kind">${item.kind}</span> ${item.name}${base} <a class="anchor" href="#${item.name}" aria-label="Link to ${item.name}">#</a></h3>
${item.signature === null ? '' : codeHtml(this.#highlighted(item.signature))}
${this.#words(item)}
${members === '' ? '' : `<dl>${members}</dl>`}
</section>`;
  }

  #member(owner, member) {
    const id = idOf(owner, member.name);
    const lines = member.signature.split('\n').map((line) => this.#code(line));
    return `<div id="${id}"><dt>${lines.join('<br>')}</dt>\n<dd>${this.#words(member)}</dd></div>`;
  }

  #words({ comment, throws }) {
    const { html } = render(comment, (href) => href);
    const told = html.replace(/<code>((?:docs\/)?[\w/-]+\.md)<\/code>/g, (whole, source) => {
      const document = documents.find((page) => page.source === source);
      return document === undefined
        ? whole
        : `<a href="${relativeTo(this.#target, document.target)}">${document.label}</a>`;
    });
    const linked = told.replace(/<code>([A-Za-z]\w*)((?:\.\w+)*)<\/code>/g, (whole, name, rest) => {
      const place = this.#place(name, this.#target);
      return place === null ? whole : `<a href="${place}"><code>${name}${rest}</code></a>`;
    });
    const list = throws.map(
      (text) =>
        `<p class="throws"><b>Throws</b> ${render(text, (href) => href).html.replace(/<\/?p>/g, '')}</p>`,
    );
    return linked + list.join('\n');
  }

  #code = (text) => `<code>${this.#highlighted(text)}</code>`;

  /** Names that are explained somewhere are links. */
  #highlighted(text) {
    return highlight(text, 'ts')
      .split(/(<span class="(?:comment|text)">[\s\S]*?<\/span>)/)
      .map((part, index) => {
        if (index % 2 === 1) return part;
        return part.replace(/(?<![\w."=-])[A-Z]\w+(?![\w"])/g, (name) => {
          const place = this.#place(name, this.#target);
          return place === null ? name : `<a href="${place}">${name}</a>`;
        });
      })
      .join('');
  }
}

/** What the search finds of an entry: each export and each member of a class. */
export function reminders({ entry, exports }, target) {
  return exports.flatMap((item) => {
    const own = { url: `${target}#${item.name}`, page: entry, title: item.name, text: item.comment };
    const members = item.members
      .filter(({ name }) => !name.startsWith('['))
      .map(({ name, comment }) => ({
        url: `${target}#${idOf(item.name, name)}`,
        page: entry,
        title: `${item.name}.${name}`,
        text: comment,
      }));
    return [own, ...members];
  });
}
