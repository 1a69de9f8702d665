import { BitWriter } from './bit-writer.js';
import { crc8, crc16 } from './crc.js';
import { shortParameter } from './rice-plan.js';
import { planSubframe, type SubframePlan } from './subframe-plan.js';

/** A pair of channels may be coded as one of them and their difference, or as their mean and their difference. */
const independent = -1;
const leftSide = 8;
const sideRight = 9;
const midSide = 10;

const rates = new Map([
  [88200, 1],
  [176400, 2],
  [192000, 3],
  [8000, 4],
  [16000, 5],
  [22050, 6],
  [24000, 7],
  [32000, 8],
  [44100, 9],
  [48000, 10],
  [96000, 11],
]);
const sizes = new Map([
  [8, 1],
  [12, 2],
  [16, 4],
  [20, 5],
  [24, 6],
  [32, 7],
]);

/** Codes blocks of one file, with the fixed predictions of orders 0 to 4. */
export class FrameEncoder {
  readonly #bits: number;
  readonly #sampleRate: number;
  readonly #writer = new BitWriter();

  constructor(bits: number, sampleRate: number) {
    this.#bits = bits;
    this.#sampleRate = sampleRate;
  }

  /** The block `number` of the file: `count` samples of every channel, right-justified. Valid until the next call. */
  encode(channels: readonly Int32Array[], count: number, number: number): Uint8Array {
    const { pairing, plans } = this.#plan(channels, count);
    const writer = this.#writer;
    writer.clear();
    this.#writeHeader(pairing === independent ? channels.length - 1 : pairing, count, number);
    for (const plan of plans) writeSubframe(writer, plan, count);
    writer.align();
    writer.reserve(8);
    writer.bits(crc16(writer.bytes, 0, writer.bytes.length), 16);
    return writer.bytes;
  }

  #plan(channels: readonly Int32Array[], count: number): { pairing: number; plans: readonly SubframePlan[] } {
    const plan = (samples: Int32Array, more = 0) => planSubframe(samples, count, this.#bits + more);
    const [left, right] = channels;
    // The difference of samples of 32 bits has 33, for which nothing here has room.
    if (channels.length !== 2 || left === undefined || right === undefined || this.#bits > 31) {
      return { pairing: independent, plans: channels.map((samples) => plan(samples.slice(0, count))) };
    }
    const side = new Int32Array(count);
    const mid = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      side[i] = (left[i] as number) - (right[i] as number);
      mid[i] = ((left[i] as number) + (right[i] as number)) / 2 - ((side[i] as number) & 1) / 2;
    }
    const l = plan(left.slice(0, count));
    const r = plan(right.slice(0, count));
    const s = plan(side, 1);
    const m = plan(mid);
    const choices = [
      { pairing: independent, plans: [l, r] },
      { pairing: leftSide, plans: [l, s] },
      { pairing: sideRight, plans: [s, r] },
      { pairing: midSide, plans: [m, s] },
    ];
    const cost = ({ plans }: { plans: SubframePlan[] }) => plans.reduce((sum, one) => sum + one.cost, 0);
    return choices.reduce((best, choice) => (cost(choice) < cost(best) ? choice : best));
  }

  #writeHeader(channelCode: number, count: number, number: number): void {
    const writer = this.#writer;
    writer.bits(0xfff8, 16);
    writer.bits(7, 4); // the size of the block follows, in 16 bits
    writer.bits(rates.get(this.#sampleRate) ?? 0, 4);
    writer.bits(channelCode, 4);
    writer.bits(sizes.get(this.#bits) ?? 0, 3);
    writer.bits(0, 1);
    for (const byte of encodeNumber(number)) writer.bits(byte, 8);
    writer.bits(count - 1, 16);
    writer.bits(crc8(writer.bytes, 0, writer.bytes.length), 8);
  }
}

/** As UTF-8, which has room for 31 bits when it is not limited to characters. */
function encodeNumber(number: number): number[] {
  if (number < 0x80) return [number];
  const tail: number[] = [];
  let left = number;
  // Each further byte leaves one bit less in the first one.
  for (let room = 5; ; room--) {
    tail.unshift(0x80 | (left & 63));
    left >>>= 6;
    if (left < 2 ** room) return [((0xff << (room + 1)) & 0xff) | left, ...tail];
  }
}

function writeSubframe(writer: BitWriter, plan: SubframePlan, count: number): void {
  const { kind, samples, bits, wasted, order, residual, rice } = plan;
  // The estimate is no more than the bits of a code off for each sample.
  writer.reserve(Math.ceil(plan.cost / 8) + count * 4 + 64);
  const code = kind === 'constant' ? 0 : kind === 'verbatim' ? 1 : 8 + order;
  writer.bits((code << 1) | (wasted > 0 ? 1 : 0), 8);
  if (wasted > 0) writer.unary(wasted - 1);
  const plain = kind === 'constant' ? 1 : kind === 'verbatim' ? count : order;
  for (let i = 0; i < plain; i++) writer.bits(samples[i] as number, bits);
  if (rice === null) return;
  const long = rice.parameters.some((k) => k > shortParameter);
  writer.bits(long ? 1 : 0, 2);
  writer.bits(rice.order, 4);
  const length = count >> rice.order;
  for (const [part, k] of rice.parameters.entries()) {
    writer.bits(k, long ? 5 : 4);
    writer.rice(residual, part === 0 ? order : part * length, (part + 1) * length, k);
  }
}
