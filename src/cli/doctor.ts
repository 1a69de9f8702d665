import { writeFile } from 'node:fs/promises';
import { type DoctorReport, doctor as examine } from '../doctor/index.js';
import { checkTarget } from './check-target.js';
import { defaultDriver } from './choose-driver.js';
import { type Command, exitCode } from './command.js';
import { doctorPage } from './doctor-page.js';
import { diagnosis } from './doctor-report.js';
import { settingsFor } from './settings.js';
import type { Terminal } from './terminal.js';

/** Finds out whether a driver keeps to the rules. */
export const doctor: Command = {
  summary:
    'put a driver through the contract: which rules does it break, what does that do, how well does it keep time',
  positionals: [],
  options: ['driver', 'duration', 'settings', 'report', 'force', 'json'],
  notes: [
    'What is played is silence. The driver is opened, asked, set to each rate and size that it offers, and put back to the',
    'rate that it had; its control panel is not opened. Close other programs that use it. All of it happens in a process of',
    'its own: a driver that crashes or hangs is a finding, and what was found until then is told.',
    '--duration is that of the run that is timed, 3 without it; the longer, the surer the rate.',
    'Exit code 0: no rule is broken, 1: some are, 3: it could not be examined up to a buffer switch.',
  ],
  async run(args, { terminal, signal }) {
    if (args.report !== undefined) await checkTarget(args.report, args.force === true);
    const driver = args.driver ?? defaultDriver();
    const report = await examine(driver, {
      ...settingsFor(driver, args.settings),
      ...(args.duration !== undefined && { duration: args.duration }),
      ...draw(terminal),
      signal,
    });
    if (args.report !== undefined) {
      const flag = args.force === true ? 'w' : 'wx';
      await writeFile(args.report, doctorPage(report), { flag });
    }
    terminal.result(report, () => diagnosis(report, terminal));
    return codeOf(report);
  },
};

/** A line at the bottom: what is examined, and how much was found. */
function draw(terminal: Terminal) {
  let found = 0;
  return {
    onProgress: ({ part, done, total }: { part: string; done: number; total: number }) => {
      const findings = found === 0 ? '' : `, ${found} found`;
      terminal.progress(`${part}${total > 1 ? ` ... ${done} of ${total}` : ' ...'}${findings}`);
    },
    onFinding: () => {
      found++;
    },
  };
}

function codeOf({ verdict }: DoctorReport): number {
  if (verdict === 'healthy') return exitCode.ok;
  return verdict === 'unusable' ? exitCode.device : exitCode.failure;
}
