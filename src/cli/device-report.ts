/** How an audio device of Windows is, in words. */
import type { Device, DevicePair, DeviceReport } from '../index.js';

/** Null: the driver is another, which has no report. */
export async function reportOf(device: Device): Promise<DeviceReport | null> {
  return device.driver.kind === 'wasapi' ? await device.controls.report() : null;
}

/** How the clocks of two devices are dealt with, and how far apart they are. */
export function clocksText({ driftPpm, isResampled }: DevicePair): string {
  const way = isResampled
    ? 'what is recorded is resampled, and not bit-perfect'
    : 'whole buffers of the input slip';
  const drift = driftPpm === null ? '' : `, ${driftText(driftPpm)}`;
  return `of two devices; ${way}${drift}`;
}

/** What the two clocks of a pair have cost; null: nothing, or it is no pair. */
export function slipText(report: DeviceReport | null): string | null {
  if (!report?.pair) return null;
  const { droppedBuffers, silentBuffers, driftPpm } = report.pair;
  if (droppedBuffers + silentBuffers === 0) return null;
  const drift = driftPpm === null ? '' : `: ${driftText(driftPpm)}`;
  return `of the input ${droppedBuffers} buffers were left out and ${silentBuffers} are silence, as the two devices have clocks of their own${drift}`;
}

function driftText(ppm: number): string {
  return `the recording device is ${Math.abs(ppm).toFixed(1)} ppm ${ppm < 0 ? 'slower' : 'faster'}`;
}
