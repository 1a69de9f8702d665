// The public API as the code has it: every export of every entry, with what its comments say. Read by TypeScript itself, by
// way of the interface to its compiler, which is not final in version 7: all that depends on it is in this file.
import { join } from 'node:path';
import { API, SymbolFlags } from 'typescript/unstable/sync';
import { root } from './run.mjs';

/** The entries of package.json by what programs import, with the source of each. */
export const entries = new Map([
  ['bufferswitch', 'src/index.ts'],
  ['bufferswitch/files', 'src/files/index.ts'],
  ['bufferswitch/testing', 'src/testing/index.ts'],
  ['bufferswitch/verify', 'src/verify/index.ts'],
  ['bufferswitch/measure', 'src/measure/index.ts'],
  ['bufferswitch/doctor', 'src/doctor/index.ts'],
]);

const kinds = [
  [SymbolFlags.Function, 'function'],
  [SymbolFlags.Class, 'class'],
  [SymbolFlags.Interface, 'interface'],
  [SymbolFlags.TypeAlias, 'type'],
  [SymbolFlags.Variable, 'constant'],
];

/** Without comments and line breaks. */
const bare = (text) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/\( /g, '(')
    .replace(/,? \)/g, ')')
    .trim();

/** As it is declared: a function or an accessor without its body. A getter is a field that cannot be assigned. */
function declarationOf(node) {
  const source = node.getSourceFile().text;
  const text = bare(source.slice(node.pos, node.body === undefined ? node.end : node.body.pos));
  return text
    .replace(/^(export |async |override |public )+/, '')
    .replace(/^get ([^(]+)\(\)/, 'readonly $1')
    .replace(/[;,]$/, '');
}

/** A type as it is written, comments included, unless that only says where the names are. */
function typeText(name, node, spelledOut) {
  const text = node.getSourceFile().text.slice(node.getStart(), node.end);
  return /\btypeof\b/.test(text) ? `type ${name} = ${spelledOut};` : text.replace(/^export /, '');
}

/** Symbols of the language have an inner name, such as `__@dispose@408`. */
const nameOf = (symbol) => symbol.name.replace(/^__@(\w+)@\d+$/, '[Symbol.$1]');

const isOurs = (node) => node?.getSourceFile().fileName.startsWith(join(root, 'src')) === true;

/** Reads one project. Everything that is asked of the compiler is asked here. */
class Reader {
  #program;
  #checker;

  constructor({ program, checker }) {
    this.#program = program;
    this.#checker = checker;
  }

  exportsOf(file) {
    const module = this.#checker.getSymbolAtLocation(this.#program.getSourceFile(join(root, file)));
    return this.#checker.getExportsOfModule(module).map((symbol) => {
      const isAlias = (symbol.flags & SymbolFlags.Alias) !== 0;
      return this.#exportOf(symbol.name, isAlias ? this.#checker.getAliasedSymbol(symbol) : symbol);
    });
  }

  #exportOf(name, symbol) {
    const kind = kinds.find(([flag]) => (symbol.flags & flag) !== 0)?.[1];
    if (kind === undefined) throw new Error(`${name} is of a kind that the reference does not know`);
    const hasMembers = kind === 'class' || kind === 'interface';
    const type = hasMembers ? this.#checker.getDeclaredTypeOfSymbol(symbol) : undefined;
    return {
      ...this.#wordsOf(symbol),
      name,
      kind,
      signature: this.#signatureOf(name, kind, symbol),
      base: type === undefined ? null : this.#foreignBaseOf(type),
      members: type === undefined ? [] : this.#membersOf(type),
    };
  }

  #wordsOf(symbol) {
    return {
      comment: this.#checker.getDocumentationCommentOfSymbol(symbol),
      throws: this.#checker
        .getJsDocTagsOfSymbol(symbol)
        .filter(({ name }) => name === 'throws')
        .map(({ text }) => text ?? ''),
    };
  }

  #signatureOf(name, kind, symbol) {
    const nodes = symbol.declarations.map((declaration) => declaration.resolve());
    if (kind === 'function') return nodes.map(declarationOf).join('\n');
    const checker = this.#checker;
    if (kind === 'constant') return `const ${name}: ${checker.typeToString(checker.getTypeOfSymbol(symbol))}`;
    if (kind !== 'type') return null;
    return typeText(name, nodes[0], checker.typeToString(checker.getDeclaredTypeOfSymbol(symbol)));
  }

  /** The first class above that is not ours, such as `EventEmitter`. */
  #foreignBaseOf(type) {
    for (const base of this.#checker.getBaseTypes(type)) {
      const nodes = base.getSymbol()?.declarations.map((declaration) => declaration.resolve()) ?? [];
      return nodes.some(isOurs) ? this.#foreignBaseOf(base) : this.#checker.typeToString(base);
    }
    return null;
  }

  #isHidden(symbol) {
    const tags = this.#checker.getJsDocTagsOfSymbol(symbol);
    // What begins with a line is for Node's own classes, which call it.
    return (
      symbol.name.includes('#') || /^_[^_]/.test(symbol.name) || tags.some(({ name }) => name === 'internal')
    );
  }

  #membersOf(type) {
    return this.#checker.getPropertiesOfType(type).flatMap((symbol) => {
      const nodes = symbol.declarations.map((declaration) => declaration.resolve());
      if (!nodes.every(isOurs) || this.#isHidden(symbol)) return [];
      const signature = [...new Set(nodes.map(declarationOf))].join('\n');
      return { ...this.#wordsOf(symbol), name: nameOf(symbol), signature };
    });
  }
}

/** Every entry with what it exports. */
export function readReference() {
  const api = new API({ cwd: root });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [join(root, 'tsconfig.json')] });
    const reader = new Reader(snapshot.getProjects()[0]);
    return [...entries].map(([entry, file]) => ({ entry, exports: reader.exportsOf(file) }));
  } finally {
    api.close();
  }
}

/** Exports and members without a comment. */
export function undocumented(reference) {
  return reference.flatMap(({ entry, exports }) =>
    exports.flatMap(({ name, comment, members }) => [
      ...(comment === '' ? [`${entry}: ${name}`] : []),
      ...members
        .filter((member) => member.comment === '')
        .map((member) => `${entry}: ${name}.${member.name}`),
    ]),
  );
}
