/** Every command by its name, in the order of the help. */
import { clock } from './clock.js';
import type { Command } from './command.js';
import { completion } from './completion.js';
import { doctor } from './doctor.js';
import { driver } from './driver.js';
import { info } from './info.js';
import { list } from './list.js';
import { loopback } from './loopback.js';
import { measure } from './measure.js';
import { meter } from './meter-command.js';
import { panel } from './panel.js';
import { play } from './play.js';
import { record } from './record.js';
import { verify } from './verify.js';

export const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    list,
    info,
    panel,
    clock,
    play,
    record,
    meter,
    loopback,
    verify,
    measure,
    doctor,
    driver,
    completion,
  }),
);
