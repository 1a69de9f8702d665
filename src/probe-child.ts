/** The process in which `probe` loads a driver. */
import { BufferSwitchError } from './errors.js';
import { openDevice } from './open-device.js';
import type { ProbeFacts, ProbeNews, ProbeTask } from './probe.js';

const tell = (news: ProbeNews) => new Promise<void>((resolve) => process.send?.(news, () => resolve()));

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
  await device.close();
  await tell({ type: 'closed' });
}

process.once('message', (task: ProbeTask) => {
  probeHere(task)
    .catch((error: unknown) => {
      const code = error instanceof BufferSwitchError ? error.code : null;
      return tell({ type: 'refused', message: (error as Error).message, code });
    })
    .finally(() => process.exit(0));
});
