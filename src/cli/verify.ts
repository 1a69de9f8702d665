import { writeFile } from 'node:fs/promises';
import { type Device, type DriverSettings, openDevice } from '../index.js';
import { type VerifyReport, verify as verifyDevice } from '../verify/index.js';
import { checkTarget } from './check-target.js';
import { isBuiltIn, virtualDriver } from './choose-driver.js';
import { Clients } from './clients.js';
import { type Command, type Context, exitCode } from './command.js';
import { timeText } from './meter.js';
import { pickChannels, useRate } from './open-device.js';
import type { Arguments } from './options.js';
import { settingsFor } from './settings.js';
import type { Terminal } from './terminal.js';
import { verifyPage } from './verify-page.js';
import { explanation } from './verify-report.js';

/** Seconds, where the command line has none. */
const defaultDuration = 5;

/** Finds out whether every bit that is played comes back. */
export const verify: Command = {
  summary: 'play test patterns through a loop: does every bit come back, and if not, what became of it',
  positionals: [],
  options: [
    'driver',
    'rate',
    'buffer',
    'channels',
    'duration',
    'clients',
    'settings',
    'report',
    'force',
    'json',
  ],
  notes: [
    'What is played is NOISE AT FULL SCALE: turn off everything through which it could be heard. Lead each output to the',
    'input of the same number, by a digital cable or by a loopback of the interface itself. Through an analog cable',
    'nothing is bit-perfect, but it shows swapped channels, polarity and latency.',
    `Without --driver it is the virtual driver (${virtualDriver}).`,
    '--channels names the channels to use, the same for inputs and outputs; without it all that there are of both.',
    `Without --duration it takes ${defaultDuration} seconds; ten minutes show whether all that is on the way has one clock.`,
    'With --clients 2 another program opens the driver meanwhile and plays silence, which must make no difference.',
  ],
  async run(args, context) {
    const { terminal } = context;
    if (args.report !== undefined) await checkTarget(args.report, args.force === true);
    const driver = args.driver ?? virtualDriver;
    const open = settingsOf(driver, args);
    await using device = await openDevice(driver, { ...open, signal: context.signal });
    if (args.rate !== undefined) await useRate(device, args.rate);
    await using clients = new Clients((args.clients ?? 1) - 1, { driver, ...open });
    const { trace, ...report } = await verifyDevice(device, optionsOf(device, args, clients, context));
    const others = clients.outcome;
    if (others.problem !== null) terminal.warn(`another program with this driver: ${others.problem}`);
    const found = others.wanted === 0 ? report : { ...report, otherClients: others };
    if (args.report !== undefined) {
      const flag = args.force === true ? 'w' : 'wx';
      await writeFile(args.report, verifyPage({ ...found, ...(trace && { trace }) }), { flag });
    }
    terminal.result(found, () => explanation(found, terminal));
    const code = codeOf(report);
    return code === exitCode.ok && others.problem !== null ? exitCode.device : code;
  },
};

/** Between programs the virtual driver is one and the same only at a cable. */
function settingsOf(driver: string, args: Arguments): { readonly settings?: DriverSettings } {
  const given = settingsFor(driver, args.settings);
  if (!isBuiltIn(driver) || (args.clients ?? 1) === 1) return given;
  return { settings: { cable: `verify ${process.pid}`, ...given.settings } };
}

function optionsOf(device: Device, args: Arguments, clients: Clients, { terminal, signal }: Context) {
  const { channels, buffer } = args;
  if (channels !== undefined) {
    pickChannels(device, 'input', channels, channels.length);
    pickChannels(device, 'output', channels, channels.length);
  }
  const draw = progress(device, terminal);
  return {
    duration: args.duration ?? defaultDuration,
    ...(channels !== undefined && { inputs: channels, outputs: channels }),
    ...(buffer !== undefined && { bufferSize: buffer }),
    trace: args.report !== undefined,
    onProgress: (frames: number, total: number) => {
      clients.start(); // once the loop runs
      draw(frames, total);
    },
    signal,
  };
}

/** Draws a dozen times a second at the most. */
function progress(device: Device, terminal: Terminal) {
  let drawn = Number.NEGATIVE_INFINITY;
  return (frames: number, total: number) => {
    const now = performance.now();
    if (now - drawn < 80) return;
    drawn = now;
    const [done, all] = [frames, total].map((count) => timeText(count / (device.sampleRate ?? 1)));
    terminal.progress(`listening ${done} / ${all}`);
  };
}

function codeOf({ verdict }: VerifyReport): number {
  if (verdict === 'bit-perfect') return exitCode.ok;
  return verdict === 'inconclusive' ? exitCode.lost : exitCode.failure;
}
