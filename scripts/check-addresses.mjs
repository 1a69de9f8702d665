// Whether the addresses that the documents link to still answer. Needs the network, so it is no part of `npm test`: the
// workflow runs it once a week. An address that is gone is a problem; one that keeps robots out is told and is none.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isElsewhere, linksOf } from './document-links.mjs';
import { filesBelow, report, root } from './run.mjs';

const seconds = 30;
const atOnce = 4;

/** Statuses of servers that are there and do not talk to everybody. */
const shy = [401, 403, 405, 429, 503];

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...filesBelow('docs', /\.md$/).map((path) => `docs/${path}`),
  ...filesBelow('examples', /\.md$/)
    .filter((path) => !path.includes('node_modules/'))
    .map((path) => `examples/${path}`),
];

/** Each address once, with the documents that link to it. */
function addresses() {
  const found = new Map();
  for (const document of documents) {
    for (const link of linksOf(readFileSync(join(root, document), 'utf8'))) {
      if (!isElsewhere(link) || !link.startsWith('https:')) continue;
      const [address] = link.split('#');
      found.set(address, [...(found.get(address) ?? []), document]);
    }
  }
  return found;
}

/** What is wrong with an address, or null. */
async function problemOf(address) {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(1000 * seconds) });
    await response.body?.cancel();
    if (response.ok) return null;
    if (!shy.includes(response.status)) return `answers ${response.status}`;
    console.log(`addresses: ${address} answers ${response.status}, which may mean robots only`);
    return null;
  } catch (error) {
    return `does not answer: ${error.cause?.message ?? error.message}`;
  }
}

const all = [...addresses()];
const problems = [];

async function work(queue) {
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [address, where] = next;
    const problem = await problemOf(address);
    if (problem !== null) problems.push(`${address} (${[...new Set(where)].join(', ')}) ${problem}`);
  }
}

const queue = [...all];
await Promise.all(Array.from({ length: atOnce }, () => work(queue)));
if (all.length === 0) problems.push('no document links to anything, so the links were not read correctly');
report('addresses', problems, `${all.length} addresses`);
