// A bench in a real Windows Node under Wine, with the addon that was built for Windows. Arguments are the bench's.
// Expects dist/ and prebuilds/win32-x64/ to be built.
import { prepareWindowsNode } from './windows-node.mjs';
import { mustRunWine, preparePrefix } from './wine.mjs';

const longestSeconds = 2 * 3600;

preparePrefix();
const { node, application } = prepareWindowsNode();
mustRunWine([node, 'bench/main.mjs', ...process.argv.slice(2)], {
  log: 'bench',
  seconds: longestSeconds,
  cwd: application,
  env: { PREBUILDS_ONLY: '1' },
});
