import { writeFile } from 'node:fs/promises';
import { type Device, openDevice } from '../index.js';
import {
  type MeasureOptions,
  type MeasureProgress,
  type MeasureReport,
  type MeasureRow,
  measure as measureDevice,
} from '../measure/index.js';
import { reportOf } from '../measure/report.js';
import { checkTarget } from './check-target.js';
import { defaultDriver, virtualDriver } from './choose-driver.js';
import { type Command, type Context, exitCode, usageError } from './command.js';
import { measurePage } from './measure-page.js';
import { explanation } from './measure-report.js';
import { pickChannels } from './open-device.js';
import type { Arguments } from './options.js';
import { settingsFor } from './settings.js';

/** More starts than anybody waits for. */
const mostStarts = 1000;

/** Finds out how late a loop is, with all rates and buffer sizes. */
export const measure: Command = {
  summary: 'measure the latency of a loop with all rates and buffer sizes, beside what the driver reports',
  positionals: [],
  pairsChannels: true,
  options: ['driver', 'rate', 'buffer', 'channels', 'starts', 'settings', 'report', 'force', 'json'],
  notes: [
    'What is played is NOISE, its peaks at -18 dB of full scale: turn off everything through which it must not be heard.',
    'Lead an output to an input, by a cable, digital or analog, or by a loopback of the interface itself.',
    '--channels OUT,IN names the two, counted from 0; one number is that of both. Without it they are 0.',
    `The virtual driver (${virtualDriver}) is taken where none is installed.`,
    'Without --rate and --buffer all of the usual rates that the driver offers are tried, each with all of its buffer',
    'sizes, or if those are more than 12 with powers of two. The rate of before is set again at the end.',
    'Each is started 3 times, or as often as --starts says, as some drivers are late by another time after each start.',
    'Ctrl+C ends it with what was measured until then.',
    '',
    'Examples:',
    '  bufferswitch measure --driver "Fireface" --channels 0,2',
    '  bufferswitch measure --driver "Fireface" --rate 48000 --buffer 64 --starts 20 --json',
    '  bufferswitch measure --driver "Fireface" --report latency.html',
  ],
  async run(args, { terminal, signal }) {
    const [output = 0, input = output, ...others] = args.channels ?? [];
    if (others.length > 0)
      throw usageError('--channels of measure names one output and one input, such as 0,2');
    if ((args.starts ?? 1) > mostStarts) throw usageError(`--starts can be ${mostStarts} at the most`);
    if (args.report !== undefined) await checkTarget(args.report, args.force === true);
    const driver = args.driver ?? defaultDriver();
    await using device = await openDevice(driver, { ...settingsFor(driver, args.settings), signal });
    pickChannels(device, 'output', [output], 1);
    pickChannels(device, 'input', [input], 1);
    const report = await survey(device, { ...chosen(args), output, input }, { terminal, signal });
    if (args.report !== undefined) {
      await writeFile(args.report, measurePage(report), { flag: args.force === true ? 'w' : 'wx' });
    }
    if (report.rateProblem !== null) {
      terminal.warn(`the rate of before could not be set again: ${report.rateProblem.message}`);
    }
    terminal.result(report, () => explanation(report, terminal));
    return codeOf(report);
  },
};

function chosen({ rate, buffer, starts }: Arguments) {
  return {
    ...(rate !== undefined && { sampleRates: [rate] }),
    ...(buffer !== undefined && { bufferSizes: [buffer] }),
    ...(starts !== undefined && { starts }),
  };
}

/** An interrupt ends it with the report of what was measured until then. */
async function survey(
  device: Device,
  options: MeasureOptions & { readonly output: number; readonly input: number },
  { terminal, signal }: Context,
): Promise<MeasureReport> {
  const rows: MeasureRow[] = [];
  const onProgress = ({ done, total, row, next }: MeasureProgress) => {
    if (row !== null) rows.push(row);
    if (next === null) return;
    terminal.progress(
      `measuring ${next.sampleRate} Hz, buffers of ${next.bufferSize} frames (${done + 1} of ${total})`,
    );
  };
  try {
    return await measureDevice(device, { ...options, onProgress, signal });
  } catch (error) {
    if (!signal.aborted || rows.length === 0) throw error;
    terminal.warn(`interrupted, with this much measured: ${rows.length}`);
    rows.sort((a, b) => a.sampleRate - b.sampleRate || (a.bufferSize ?? 0) - (b.bufferSize ?? 0));
    return reportOf(device, options, rows, null);
  }
}

function codeOf({ verdict, rows, rateProblem }: MeasureReport): number {
  if (verdict === 'measured') return rateProblem === null ? exitCode.ok : exitCode.device;
  if (verdict !== 'failed') return exitCode.failure;
  const isBusy = rows.some(({ problem }) => problem?.code === 'AUDIO_LOST');
  return isBusy ? exitCode.lost : exitCode.device;
}
