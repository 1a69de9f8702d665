// Colours for code: what is a comment, a text, a number and a word of the language. No more than a reader needs.

export const escapeHtml = (text) =>
  text.replace(
    /[&<>"]/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character],
  );

const words =
  'abstract any as async await bigint boolean break case class const continue default else export extends false for from function get if implements import in interface keyof let never new null number object of readonly return set static string super switch this throw true try type typeof undefined unknown using void while yield';

const script = {
  comment: /\/\/.*|\/\*[\s\S]*?\*\//,
  text: /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/,
  number: /\b(?:0x[\da-f]+|\d[\d_]*(?:\.\d+)?(?:e-?\d+)?)n?\b/i,
  word: new RegExp(`\\b(?:${words.replaceAll(' ', '|')})\\b`),
};

const languages = {
  js: script,
  mjs: script,
  ts: script,
  c: { comment: script.comment, text: /"(?:[^"\\\n]|\\.)*"/, number: script.number },
  sh: { comment: /(?<=\s|^)#.*/m, text: /'[^'\n]*'|"[^"\n]*"/, word: /(?<=\s)--?[a-z][\w-]*/ },
};

/** HTML of some code: the kinds as classes of spans. */
export function highlight(code, language) {
  const kinds = languages[language];
  if (kinds === undefined) return escapeHtml(code);
  const names = Object.keys(kinds);
  const pattern = names.map((name) => `(?<${name}>${kinds[name].source})`).join('|');
  let html = '';
  let at = 0;
  for (const match of code.matchAll(new RegExp(pattern, 'gim'))) {
    const kind = names.find((name) => match.groups[name] !== undefined);
    html += escapeHtml(code.slice(at, match.index));
    html += `<span class="${kind}">${escapeHtml(match[0])}</span>`;
    at = match.index + match[0].length;
  }
  return html + escapeHtml(code.slice(at));
}
