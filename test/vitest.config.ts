import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { normalizePath, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const built = (path: string) => normalizePath(fileURLToPath(new URL(`../dist/${path}`, import.meta.url)));
const entries = new Map([
  ['bufferswitch', built('index.js')],
  ['bufferswitch/doctor', built('doctor/index.js')],
  ['bufferswitch/files', built('files/index.js')],
  ['bufferswitch/measure', built('measure/index.js')],
  ['bufferswitch/testing', built('testing/index.js')],
  ['bufferswitch/verify', built('verify/index.js')],
]);

/**
 * There are no pseudo-terminals: scripts/test-windows.mjs runs these from outside. Of the documents the programs are run
 * there; the rest of what is checked of them is the same everywhere.
 */
const notOnWindows = ['test/terminal/**', 'test/docs/!(scripts).test.ts'];

/**
 * Finds what a test imports without the bundler's own resolver: under Wine that one runs as WebAssembly, which
 * cannot look at files below a drive letter.
 */
const plainResolver: Plugin = {
  name: 'plain-resolver',
  enforce: 'pre',
  resolveId(source, importer) {
    const entry = entries.get(source);
    if (entry !== undefined) return entry;
    if (!source.startsWith('.') || !importer) return null;
    const path = resolve(dirname(importer), source);
    // As everywhere in TypeScript, a source is imported by the name it has when built.
    const found = [path, path.replace(/\.js$/, '.ts')].find((candidate) => existsSync(candidate));
    return found ? normalizePath(found) : null;
  },
};

export default defineConfig({
  plugins: [plainResolver],
  // Node 20 has no `using` statement of its own.
  oxc: { target: 'es2022' },
  test: {
    include: ['test/**/*.test.ts'],
    // The browser has a configuration of its own.
    exclude: ['test/browser/**', ...(process.platform === 'win32' ? notOnWindows : [])],
    // The tests see the package as its users do: built, and loaded by Node itself.
    server: { deps: { external: [/\/dist\//] } },
    pool: 'threads',
    // Most tests wait for a clock more than they compute. By itself the runner leaves a processor free.
    maxWorkers: Math.max(2, availableParallelism()),
    retry: 0,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 10_000,
  },
});
