/** How a residual is split into parts, and the Rice parameter of each: those that take the fewest bits, by estimate. */
export interface RicePlan {
  /** The parts are 2^order. */
  readonly order: number;
  readonly parameters: readonly number[];
  readonly bits: number;
}

const maxOrder = 6;
/** With larger ones every parameter has five bits. */
export const shortParameter = 14;
const maxParameter = 30;

/**
 * @param count samples of the block, of which the first `skipped` are no residual.
 */
export function planRice(residual: Int32Array, count: number, skipped: number): RicePlan {
  let order = 0;
  while (order < maxOrder && count % 2 ** (order + 1) === 0 && count >> (order + 1) > skipped) order++;
  let sums = sumsOf(residual, count, skipped, order);
  let best: RicePlan | undefined;
  for (; order >= 0; order--) {
    const plan = planWith(sums, count >> order, skipped, order);
    if (best === undefined || plan.bits < best.bits) best = plan;
    sums = Float64Array.from({ length: sums.length / 2 }, (_, i) => at(sums, 2 * i) + at(sums, 2 * i + 1));
  }
  return best as RicePlan;
}

const at = (array: Float64Array, i: number) => array[i] as number;

/** What the codes of each part add up to. */
function sumsOf(residual: Int32Array, count: number, skipped: number, order: number): Float64Array {
  const sums = new Float64Array(2 ** order);
  const length = count >> order;
  for (let part = 0; part < sums.length; part++) {
    let sum = 0;
    const end = (part + 1) * length;
    for (let i = part === 0 ? skipped : part * length; i < end; i++) {
      const value = residual[i] as number;
      sum += ((value << 1) ^ (value >> 31)) >>> 0;
    }
    sums[part] = sum;
  }
  return sums;
}

function planWith(sums: Float64Array, length: number, skipped: number, order: number): RicePlan {
  let bits = 0;
  const parameters = Array.from(sums, (sum, part) => {
    const samples = length - (part === 0 ? skipped : 0);
    const k = parameterFor(sum, samples);
    bits += samples * (k + 1) + sum / 2 ** k;
    return k;
  });
  const each = parameters.some((k) => k > shortParameter) ? 5 : 4;
  return { order, parameters, bits: bits + parameters.length * each };
}

/** Near the logarithm of the mean. */
function parameterFor(sum: number, samples: number): number {
  if (samples === 0 || sum <= samples) return 0;
  return Math.min(maxParameter, Math.max(0, Math.floor(Math.log2(sum / samples))));
}
