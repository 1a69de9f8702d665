import { writeFile } from 'node:fs/promises';
import { openDevice } from '../index.js';
import { type MeasureProgress, type MeasureReport, measure as measureDevice } from '../measure/index.js';
import { checkTarget } from './check-target.js';
import { virtualDriver } from './choose-driver.js';
import { type Command, exitCode, usageError } from './command.js';
import { measurePage } from './measure-page.js';
import { explanation } from './measure-report.js';
import { pickChannels } from './open-device.js';
import type { Arguments } from './options.js';
import { settingsFor } from './settings.js';
import type { Terminal } from './terminal.js';

/** More starts than anybody waits for. */
const mostStarts = 1000;

/** Finds out how late a loop is, with all rates and buffer sizes. */
export const measure: Command = {
  summary: 'measure the latency of a loop with all rates and buffer sizes, beside what the driver reports',
  positionals: [],
  options: ['driver', 'rate', 'buffer', 'channels', 'starts', 'settings', 'report', 'force', 'json'],
  notes: [
    'What is played is NOISE, its peaks at -18 dB of full scale: turn off everything through which it must not be heard.',
    'Lead an output to an input, by a cable, digital or analog, or by a loopback of the interface itself.',
    '--channels OUT,IN names the two, counted from 0; one number is that of both. Without it they are 0.',
    `Without --driver it is the virtual driver (${virtualDriver}), which alone takes --settings.`,
    'Without --rate and --buffer all of the usual rates that the driver offers are tried, each with all of its buffer',
    'sizes, or if those are more than 12 with powers of two. The rate of before is set again at the end.',
    'Each is started 3 times, or as often as --starts says, as some drivers are late by another time after each start.',
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
    const driver = args.driver ?? virtualDriver;
    const settings = settingsFor(driver, args.settings);
    await using device = await openDevice(driver, { ...(settings && { settings }), signal });
    pickChannels(device, 'output', [output], 1);
    pickChannels(device, 'input', [input], 1);
    const options = { ...chosen(args), output, input, signal };
    const report = await measureDevice(device, { ...options, onProgress: progress(terminal) });
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

function progress(terminal: Terminal) {
  return ({ done, total, next }: MeasureProgress) => {
    if (next === null) return;
    terminal.progress(
      `measuring ${next.sampleRate} Hz, buffers of ${next.bufferSize} frames (${done + 1} of ${total})`,
    );
  };
}

function codeOf({ verdict, rows, rateProblem }: MeasureReport): number {
  if (verdict === 'measured') return rateProblem === null ? exitCode.ok : exitCode.device;
  if (verdict !== 'failed') return exitCode.failure;
  const isBusy = rows.some(({ problem }) => problem?.code === 'AUDIO_LOST');
  return isBusy ? exitCode.lost : exitCode.device;
}
