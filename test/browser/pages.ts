/** Every report page that the command line writes, as it is looked at in a browser: one line each. */
import { type DriverSettings, openDevice } from 'bufferswitch';
import { doctor } from 'bufferswitch/doctor';
import { measure } from 'bufferswitch/measure';
import { createVirtualDriver } from 'bufferswitch/testing';
import { type VerifyReport, verify } from 'bufferswitch/verify';
import { doctorPage } from '../../dist/cli/doctor-page.js';
import { measurePage } from '../../dist/cli/measure-page.js';
import { verifyPage } from '../../dist/cli/verify-page.js';

export interface Made {
  readonly html: string;
  /** How many bars or marks each of its plots has. */
  readonly bars: readonly number[];
}

export interface ReportPage {
  readonly name: string;
  make(): Promise<Made>;
}

async function findings(settings: DriverSettings, duration = 0.5): Promise<VerifyReport> {
  const device = await openDevice('built-in:loopback', { settings: { clock: 'freerun', ...settings } });
  try {
    return await verify(device, { duration, trace: true });
  } finally {
    await device.close();
  }
}

const counted = (errors: readonly number[]) => errors.filter((error) => error > 0).length;

/** `changes`: what no virtual driver brings about. */
const verified =
  (settings: DriverSettings, changes: Partial<VerifyReport> = {}, duration?: number) =>
  async (): Promise<Made> => {
    const report = { ...(await findings(settings, duration)), ...changes };
    const bars = (report.trace ?? []).flatMap((trace) => [counted(trace.overTime), counted(trace.overLevel)]);
    return { html: verifyPage(report), bars: bars.filter((count) => count > 0) };
  };

/** A mark for each point, and one beside the name of each rate. */
const measured = (settings: DriverSettings) => async (): Promise<Made> => {
  const device = await openDevice('built-in:loopback', { settings: { clock: 'freerun', ...settings } });
  try {
    const report = await measure(device, { starts: 2 });
    const done = report.rows.filter((row) => row.measured !== null);
    const rates = new Set(done.map(({ sampleRate }) => sampleRate));
    const bars = done.length === 0 ? [] : [done.length + rates.size];
    return { html: measurePage(report), bars };
  } finally {
    await device.close();
  }
};

/** Of a loop that leads nowhere. */
async function unheard(): Promise<Made> {
  using driver = createVirtualDriver({ cable: 'open', clock: 'freerun' });
  await using device = await openDevice(driver.id);
  return { html: measurePage(await measure(device, { sampleRates: [48000], bufferSizes: [256] })), bars: [] };
}

const examined = (settings: DriverSettings) => async (): Promise<Made> => {
  const report = await doctor('built-in:loopback', { settings, duration: 0.5 });
  const counts = [report.jitter?.histogram.counts ?? [], report.calls.map(({ max }) => max)];
  const bars = counts.map((list) => list.filter((count) => count > 0).length);
  return { html: doctorPage(report), bars: bars.filter((count) => count > 0) };
};

const named = (name: string) => ({ driver: { id: `com:${name}`, name } });
const markup = named('<img src=x onerror=alert(1)><b>&"\'Interface');
const endless = named(`Driver${'WithoutAnySpace'.repeat(12)}`);
const silent = [0, 1].map((input) => ({ kind: 'nothing', input, silent: true }) as const);
const lost = { input: 12288, output: 4096 };
const eight = { inputs: 8, outputs: 8 };

export const pages: readonly ReportPage[] = [
  { name: 'bit-perfect', make: verified({}) },
  { name: 'bit-perfect-8', make: verified(eight, endless) },
  { name: 'quieter', make: verified({ personality: 'sound-quieter', type: 'int24lsb' }) },
  { name: 'limited', make: verified({ personality: 'sound-limited' }, markup) },
  { name: 'slips', make: verified({ personality: 'sound-slips' }, {}, 1) },
  { name: 'resampled', make: verified({ personality: 'sound-resampled' }) },
  { name: 'leaks', make: verified({ personality: 'sound-leaks' }) },
  { name: 'nothing', make: verified({}, { verdict: 'nothing', facts: silent, trace: [] }) },
  { name: 'inconclusive', make: verified({}, { verdict: 'inconclusive', lostFrames: lost }) },
  { name: 'latencies', make: measured({ rates: [44100, 48000, 96000, 192000] }) },
  {
    name: 'latencies-one',
    make: measured({ rates: [48000], minBuffer: 256, maxBuffer: 256, granularity: 0 }),
  },
  { name: 'healthy', make: examined({}) },
  { name: 'breaks-rules', make: examined({ personality: 'focusrite', clock: 'step' }) },
  { name: 'unusable', make: examined({ personality: 'init-crashes' }) },
  { name: 'latencies-none', make: unheard },
];
