import { type Device, type DeviceReport, openDevice } from '../index.js';
import { defaultDriver } from './choose-driver.js';
import { type Command, exitCode, usageError } from './command.js';
import { clocksText, reportOf } from './device-report.js';
import { sizesText } from './device-snapshot.js';
import { settingsFor } from './settings.js';
import { printable, table } from './table.js';
import type { Terminal } from './terminal.js';

/** Opens a driver and tells what it says about itself. */
export const info: Command = {
  summary: 'open a driver and show its channels, rates, buffer sizes and latencies',
  positionals: ['[driver]'],
  options: ['driver', 'settings', 'json'],
  async run(args, { terminal, signal }) {
    const [name] = args.positionals;
    if (name !== undefined && args.driver !== undefined)
      throw usageError('name the driver once, with or without --driver');
    const driver = name ?? args.driver ?? defaultDriver();
    await using device = await openDevice(driver, { ...settingsFor(driver, args.settings), signal });
    const rates = await device.supportedSampleRates();
    const report = await reportOf(device);
    terminal.result(document(device, rates, report), () => describe(device, rates, report, terminal));
    return exitCode.ok;
  },
};

function document(device: Device, supportedSampleRates: readonly number[], report: DeviceReport | null) {
  const { driver, name, version, inputs, outputs, sampleRate, bufferSizes, latencies, clockSources } = device;
  const { ioFormat, ioFormats, shared } = device;
  return {
    driver,
    shared,
    name,
    version,
    sampleRate,
    supportedSampleRates,
    bufferSizes,
    latencies,
    inputs,
    outputs,
    clockSources,
    ioFormat,
    ioFormats,
    report,
  };
}

const mode = ({ shared }: Device): string =>
  shared ? "shared with other programs by the system's mixer: not bit-perfect" : 'exclusive';

function describe(
  device: Device,
  rates: readonly number[],
  report: DeviceReport | null,
  terminal: Terminal,
): string {
  const { bufferSizes, latencies } = device;
  const clock = device.clockSources.find((source) => source.current)?.name;
  const facts = table(
    [
      ['driver', `${printable(device.name)}, version ${device.version}`],
      ['id', printable(device.driver.id)],
      ...(device.driver.kind === 'wasapi' ? [['mode', mode(device)]] : []),
      ['format', `${device.ioFormat}, of ${device.ioFormats.join(' and ')}`],
      ['sample rate', device.sampleRate === null ? 'unknown' : `${device.sampleRate} Hz`],
      ['offered', rates.length === 0 ? 'none of the usual rates' : `${rates.join(', ')} Hz`],
      ['buffer', sizesText(bufferSizes)],
      ['latency', `${latencies.input} frames in, ${latencies.output} frames out`],
      ...(clock === undefined ? [] : [['clock', printable(clock)]]),
      ...(report?.pair ? [['clocks', clocksText(report.pair)]] : []),
    ].map(([label, value]) => [terminal.style('dim', label as string), value as string]),
  );
  const channels = [
    ...device.inputs.map((channel) => ['input', channel] as const),
    ...device.outputs.map((channel) => ['output', channel] as const),
  ].map(([direction, channel]) => [
    direction,
    String(channel.index).padStart(2),
    channel.sampleType,
    printable(channel.name),
  ]);
  const head = ['CHANNEL', ' #', 'TYPE', 'NAME'].map((title) => terminal.style('dim', title));
  return `${facts}\n\n${table([head, ...channels])}`;
}
