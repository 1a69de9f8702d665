// What is said of many numbers at once.

/** The number that `part` of all, 0 to 1, do not exceed; null of none. */
export function percentile(numbers, part) {
  const sorted = Float64Array.from(numbers).sort();
  return sorted.length === 0 ? null : sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}

/** The middle one, or what lies between the two in the middle; NaN of none. */
export function median(numbers) {
  const sorted = Float64Array.from(numbers).sort();
  if (sorted.length === 0) return Number.NaN;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How long things took, as every record of latencies has it. */
export function latencies(timesNs) {
  return {
    count: timesNs.length,
    p50Ns: percentile(timesNs, 0.5),
    p99Ns: percentile(timesNs, 0.99),
    p999Ns: percentile(timesNs, 0.999),
    maxNs: percentile(timesNs, 1),
  };
}
