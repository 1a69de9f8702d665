import base from '../vitest.config.js';

/** What needs a browser: not part of the suite, which runs on every system. */
export default { ...base, test: { ...base.test, include: ['test/browser/*.test.ts'], exclude: [] } };
