import { planRice, type RicePlan } from './rice-plan.js';

/** How one channel of a block is coded. */
export interface SubframePlan {
  readonly kind: 'constant' | 'verbatim' | 'fixed';
  readonly samples: Int32Array;
  /** Of a sample, without those that are 0 in all of them. */
  readonly bits: number;
  readonly wasted: number;
  /** Of the fixed prediction. */
  readonly order: number;
  readonly residual: Int32Array;
  readonly rice: RicePlan | null;
  /** What it takes, by estimate. */
  readonly cost: number;
}

const maxOrder = 4;
const none = new Int32Array(0);

/** Finds the shortest way to code `count` samples of `bits` bits. `samples` are shifted down by their unused bits. */
export function planSubframe(samples: Int32Array, count: number, bits: number): SubframePlan {
  let all = 0;
  let differ = 0;
  for (let i = 0; i < count; i++) {
    all |= samples[i] as number;
    differ |= (samples[i] as number) ^ (samples[0] as number);
  }
  const wasted = all === 0 ? 0 : Math.min(bits - 1, 31 - Math.clz32(all & -all));
  if (wasted > 0) for (let i = 0; i < count; i++) samples[i] = (samples[i] as number) >> wasted;
  const used = bits - wasted;
  const base = { samples, bits: used, wasted, order: 0, residual: none, rice: null };
  if (differ === 0) return { ...base, kind: 'constant', cost: 8 + used };
  const verbatim: SubframePlan = { ...base, kind: 'verbatim', cost: 8 + count * used };
  const order = bestOrder(samples, count);
  if (order === null) return verbatim;
  const residual = residualOf(samples, count, order);
  const rice = planRice(residual, count, order);
  const cost = 8 + order * used + 6 + rice.bits;
  return cost < verbatim.cost ? { ...base, kind: 'fixed', order, residual, rice, cost } : verbatim;
}

/** The order whose residual is smallest; null where every one has values that 32 bits do not hold. */
function bestOrder(samples: Int32Array, count: number): number | null {
  if (count <= maxOrder) return null;
  const x = (i: number) => samples[i] as number;
  // The differences of every order at the fourth sample, where the last of them begins.
  let last0 = x(3);
  let last1 = x(3) - x(2);
  let last2 = x(3) - 2 * x(2) + x(1);
  let last3 = x(3) - 3 * x(2) + 3 * x(1) - x(0);
  let [sum0, sum1, sum2, sum3, sum4] = [0, 0, 0, 0, 0];
  for (let i = maxOrder; i < count; i++) {
    const now0 = x(i);
    const now1 = now0 - last0;
    const now2 = now1 - last1;
    const now3 = now2 - last2;
    sum0 += Math.abs(now0);
    sum1 += Math.abs(now1);
    sum2 += Math.abs(now2);
    sum3 += Math.abs(now3);
    sum4 += Math.abs(now3 - last3);
    last0 = now0;
    last1 = now1;
    last2 = now2;
    last3 = now3;
  }
  const sums = [sum0, sum1, sum2, sum3, sum4];
  const ranked = [0, 1, 2, 3, 4].sort((a, b) => (sums[a] as number) - (sums[b] as number));
  return ranked.find((order) => fits(samples, count, order)) ?? null;
}

/** Whether every residual of this order has 32 bits, and is not the one of them that FLAC excludes. */
function fits(samples: Int32Array, count: number, order: number): boolean {
  let peak = 0;
  for (let i = 0; i < count; i++) peak = Math.max(peak, Math.abs(samples[i] as number));
  // A difference is at most twice as large as its terms.
  if (peak * 2 ** order <= 0x7fffffff) return true;
  const exact = Float64Array.from(samples.subarray(0, count));
  for (let n = 1; n <= order; n++) {
    for (let i = count - 1; i >= n; i--) exact[i] = (exact[i] as number) - (exact[i - 1] as number);
  }
  return exact.every((value, i) => i < order || Math.abs(value) <= 0x7fffffff);
}

/** Differences of differences. They fit in 32 bits in the end, so that it does not matter where they wrap on the way. */
function residualOf(samples: Int32Array, count: number, order: number): Int32Array {
  const residual = samples.slice(0, count);
  for (let n = 1; n <= order; n++) {
    for (let i = count - 1; i >= n; i--) residual[i] = (residual[i] as number) - (residual[i - 1] as number);
  }
  return residual;
}
