import { type BitReader, BrokenFrame } from './bit-reader.js';
import { restoreFixed, restoreLinear } from './prediction.js';

/** Decodes one channel of a block: `count` samples of `bits` bits into `out`, which holds 33 bits where that many are. */
export function decodeSubframe(
  reader: BitReader,
  out: Int32Array | Float64Array,
  count: number,
  bits: number,
): void {
  if (reader.unsigned(1) !== 0) throw new BrokenFrame('a channel begins with a bit that has to be 0');
  const kind = reader.unsigned(6);
  const wasted = reader.unsigned(1) === 0 ? 0 : reader.unary() + 1;
  const left = bits - wasted;
  if (left < 1) throw new BrokenFrame(`${wasted} of ${bits} bits of a channel are said to be unused`);
  if (kind === 0) out.fill(reader.signed(left), 0, count);
  else if (kind === 1) for (let i = 0; i < count; i++) out[i] = reader.signed(left);
  else if (kind >= 8 && kind <= 12) decodeFixed(reader, out, count, left, kind - 8);
  else if (kind >= 32) decodeLinear(reader, out, count, left, kind - 31);
  else throw new BrokenFrame(`a channel is coded in the reserved way ${kind}`);
  const scale = 2 ** wasted;
  if (wasted > 0) for (let i = 0; i < count; i++) out[i] = (out[i] as number) * scale;
}

function decodeFixed(
  reader: BitReader,
  out: Int32Array | Float64Array,
  count: number,
  bits: number,
  order: number,
): void {
  if (order > count) throw new BrokenFrame('a block is shorter than its prediction');
  for (let i = 0; i < order; i++) out[i] = reader.signed(bits);
  decodeResidual(reader, out, count, order);
  restoreFixed(out, count, order);
}

function decodeLinear(
  reader: BitReader,
  out: Int32Array | Float64Array,
  count: number,
  bits: number,
  order: number,
): void {
  if (order > count) throw new BrokenFrame('a block is shorter than its prediction');
  for (let i = 0; i < order; i++) out[i] = reader.signed(bits);
  const precision = reader.unsigned(4) + 1;
  const shift = reader.signed(5);
  if (precision === 16 || shift < 0) throw new BrokenFrame('a prediction has a reserved precision');
  // Oldest sample first.
  const factors = new Int32Array(order);
  for (let i = order - 1; i >= 0; i--) factors[i] = reader.signed(precision);
  decodeResidual(reader, out, count, order);
  // Whether 32 bits hold every sum.
  const small = bits + precision + Math.ceil(Math.log2(order)) <= 32;
  restoreLinear(out, count, factors, shift, small);
}

/** What is left after the prediction, in up to 2^15 parts with a Rice parameter each. */
function decodeResidual(
  reader: BitReader,
  out: Int32Array | Float64Array,
  count: number,
  order: number,
): void {
  const method = reader.unsigned(2);
  if (method > 1) throw new BrokenFrame(`a residual is coded in the reserved way ${method}`);
  const parameterBits = method === 0 ? 4 : 5;
  const plain = 2 ** parameterBits - 1;
  const partOrder = reader.unsigned(4);
  const length = count >> partOrder;
  if (length << partOrder !== count || length < order) {
    throw new BrokenFrame(`a block of ${count} frames cannot have 2^${partOrder} parts`);
  }
  for (let from = order, end = length; end <= count; from = end, end += length) {
    const parameter = reader.unsigned(parameterBits);
    if (parameter < plain) reader.rice(out, from, end - from, parameter);
    else {
      const bits = reader.unsigned(5);
      for (let i = from; i < end; i++) out[i] = reader.signed(bits);
    }
  }
}
