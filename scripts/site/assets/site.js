// What the pages do by themselves: the search, and light or dark. Without it they can be read all the same.
(() => {
  const root = document.documentElement.dataset.root ?? '';
  const theme = document.querySelector('.theme');
  const box = document.querySelector('.search');
  const input = box.querySelector('input');
  const results = box.querySelector('.results');

  const isDark = () =>
    document.documentElement.dataset.theme === 'dark' ||
    (document.documentElement.dataset.theme === undefined &&
      matchMedia('(prefers-color-scheme: dark)').matches);

  function useTheme(name) {
    document.documentElement.dataset.theme = name;
    try {
      localStorage.setItem('theme', name);
    } catch {} // a browser that keeps nothing shows it all the same
  }
  try {
    const kept = localStorage.getItem('theme');
    if (kept !== null) document.documentElement.dataset.theme = kept;
  } catch {}
  theme.hidden = false;
  theme.addEventListener('click', () => useTheme(isDark() ? 'light' : 'dark'));

  const load = (path) =>
    new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = root + path;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });

  let index;
  /** Loaded with the first key only: most people read. */
  async function loadIndex() {
    await load('assets/minisearch.js');
    await load('assets/search-index.js');
    return window.MiniSearch.loadJSON(window.searchIndex, {
      fields: ['title', 'page', 'text'],
      storeFields: ['url', 'title', 'page', 'excerpt'],
    });
  }

  function show(words, found) {
    const items = found.slice(0, 12).map(({ url, title, page, excerpt }) => {
      const link = document.createElement('a');
      link.href = root + url;
      for (const [name, text] of [
        ['strong', title],
        ['small', page],
        ['span', excerpt],
      ]) {
        const part = document.createElement(name);
        part.textContent = text;
        link.append(part);
      }
      return link;
    });
    if (items.length === 0) {
      const nothing = document.createElement('p');
      nothing.textContent = 'Nothing found.';
      items.push(nothing);
    }
    results.replaceChildren(...items);
    results.dataset.words = words;
    results.hidden = false;
  }

  async function search() {
    const words = input.value.trim();
    if (words === '') {
      results.hidden = true;
      return;
    }
    index ??= loadIndex();
    const loaded = await index;
    if (input.value.trim() !== words) return; // a later key has its own turn
    show(
      words,
      loaded.search(words, { prefix: true, fuzzy: 0.15, boost: { title: 4, page: 2 }, combineWith: 'AND' }),
    );
  }

  /** Up and down go from the box to the results and back. */
  function move(event) {
    const places = [input, ...results.querySelectorAll('a')];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    places[(places.indexOf(document.activeElement) + step + places.length) % places.length].focus();
  }

  box.hidden = false;
  input.addEventListener('input', search);
  box.addEventListener('keydown', move);
  document.addEventListener('keydown', (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
    if (event.key === '/' && !isTyping) {
      event.preventDefault();
      input.focus();
    }
    if (event.key === 'Escape') {
      results.hidden = true;
      input.blur();
    }
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') results.querySelector('a')?.click();
  });
  document.addEventListener('click', (event) => {
    if (!box.contains(event.target) || event.target.closest('a')) results.hidden = true;
  });

  // On a desk all pages are in sight, on a telephone they are a touch away.
  const pages = document.querySelector('nav.pages details');
  const isWide = matchMedia('(min-width: 56rem)');
  isWide.addEventListener('change', () => {
    pages.open = isWide.matches;
  });
  document.querySelector('nav.pages [aria-current]')?.scrollIntoView({ block: 'nearest' });

  for (const block of document.querySelectorAll('main .code pre')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = 'Copied';
    });
    block.closest('.code').append(button);
  }
})();
