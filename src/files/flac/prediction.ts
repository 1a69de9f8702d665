/** Turns residuals into samples, in place: the first ones are samples already. */
type Samples = Int32Array | Float64Array;

/** A polynomial through the last samples. Exact also where sums exceed 32 bits, as the numbers hold 53. */
export function restoreFixed(out: Samples, count: number, order: number): void {
  const x = (i: number) => out[i] as number;
  if (order === 1) for (let i = 1; i < count; i++) out[i] = x(i) + x(i - 1);
  else if (order === 2) for (let i = 2; i < count; i++) out[i] = x(i) + 2 * x(i - 1) - x(i - 2);
  else if (order === 3) {
    for (let i = 3; i < count; i++) out[i] = x(i) + 3 * (x(i - 1) - x(i - 2)) + x(i - 3);
  } else if (order === 4) {
    for (let i = 4; i < count; i++) {
      out[i] = x(i) + 4 * (x(i - 1) + x(i - 3)) - 6 * x(i - 2) - x(i - 4);
    }
  }
}

/**
 * A weighted sum of the last samples, shifted down. `factors` begin with that of the oldest one. Sums are those of integers
 * and exact: in 32 bits where `small` says that they fit, otherwise in the 53 of a number, which hold 33 + 15 + 5.
 */
export function restoreLinear(
  out: Samples,
  count: number,
  factors: Int32Array,
  shift: number,
  small: boolean,
): void {
  const order = factors.length;
  if (small) {
    for (let i = order; i < count; i++) {
      let sum = 0;
      for (let j = 0, from = i - order; j < order; j++, from++) {
        sum = (sum + Math.imul(factors[j] as number, out[from] as number)) | 0;
      }
      out[i] = (out[i] as number) + (sum >> shift);
    }
    return;
  }
  const scale = 2 ** -shift;
  for (let i = order; i < count; i++) {
    let sum = 0;
    for (let j = 0, from = i - order; j < order; j++, from++) {
      sum += (factors[j] as number) * (out[from] as number);
    }
    out[i] = (out[i] as number) + Math.floor(sum * scale);
  }
}
