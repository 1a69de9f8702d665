/** The process in which `probe` loads a driver. */
import { BufferSwitchError, isError } from './errors.js';
import { openDevice } from './open-device.js';
import type { ProbeFacts, ProbeNews, ProbeTask } from './probe.js';

const tell = (news: ProbeNews) => new Promise<void>((resolve) => process.send?.(news, () => resolve()));

/** A crash that this process outlived took place in what was under way; anything else the breadcrumb tells. */
function refusalBy(error: unknown, underWay: 'load' | 'release'): ProbeNews {
  const code = error instanceof BufferSwitchError ? error.code : null;
  const during = isError(error, 'DRIVER_CRASHED') ? underWay : null;
  return { type: 'refused', message: (error as Error).message, code, during };
}

async function probeHere({ driver, settings, timeLimit, cwasioDirectory }: ProbeTask): Promise<void> {
  const device = await openDevice(driver, {
    timeLimit,
    ...(settings !== undefined && { settings }),
    ...(cwasioDirectory !== undefined && { cwasioDirectory }),
  });
  const { name, version, inputs, outputs, bufferSizes, sampleRate, latencies } = device;
  const { clockSources, ioFormat, ioFormats, capabilities } = device;
  const supportedSampleRates = await device.supportedSampleRates();
  const facts: ProbeFacts = {
    ...{ name, version, inputs, outputs, bufferSizes, sampleRate, latencies },
    ...{ clockSources, ioFormat, ioFormats, capabilities, supportedSampleRates },
  };
  await tell({ type: 'facts', facts });
  let reason: unknown;
  device.once('close', (error) => {
    reason = error;
  });
  await device.close();
  await tell(reason === undefined ? { type: 'closed' } : refusalBy(reason, 'release'));
}

process.once('message', (task: ProbeTask) => {
  probeHere(task)
    .catch((error: unknown) => tell(refusalBy(error, 'load')))
    .finally(() => process.exit(0));
});
