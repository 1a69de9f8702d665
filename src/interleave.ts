/**
 * Between an array of bytes per channel and one array in which the channels take turns, element by element. An element
 * is what belongs together: the 1 to 8 bytes of a sample, or a byte of eight samples. Bits are moved, never numbers,
 * so that a NaN keeps its payload.
 */

type Words = Uint8Array | Uint16Array | Uint32Array;

/** The widest words that everything starts at and consists of: 4, 2 or 1 bytes. */
function wordBytesOf(elementBytes: number, arrays: readonly Uint8Array[]): number {
  const bits = arrays.reduce((sum, array) => sum | array.byteOffset, elementBytes);
  if ((bits & 3) === 0) return 4;
  return (bits & 1) === 0 ? 2 : 1;
}

function wordsOf(bytes: Uint8Array, wordBytes: number): Words {
  const { buffer, byteOffset, byteLength } = bytes;
  if (wordBytes === 4) return new Uint32Array(buffer, byteOffset, byteLength / 4);
  return wordBytes === 2 ? new Uint16Array(buffer, byteOffset, byteLength / 2) : bytes;
}

/** Puts `from` into `to`, `run` words from every `stride`th on, the first of them at `at`. */
function spread(from: Words, to: Words, at: number, run: number, stride: number): void {
  for (let i = 0, target = at; i < from.length; i += run, target += stride) {
    for (let word = 0; word < run; word++) to[target + word] = from[i + word] as number;
  }
}

/** The reverse: fills `to` from every `stride`th word of `from`. */
function gather(from: Words, at: number, to: Words, run: number, stride: number): void {
  for (let i = 0, source = at; i < to.length; i += run, source += stride) {
    for (let word = 0; word < run; word++) to[i + word] = from[source + word] as number;
  }
}

/** Fills `target` from the channels, which are equally long and as long as it together. */
export function interleave(channels: readonly Uint8Array[], elementBytes: number, target: Uint8Array): void {
  const wordBytes = wordBytesOf(elementBytes, [target, ...channels]);
  const words = wordsOf(target, wordBytes);
  const run = elementBytes / wordBytes;
  for (const [i, channel] of channels.entries()) {
    spread(wordsOf(channel, wordBytes), words, i * run, run, run * channels.length);
  }
}

/** Fills the channels, which are equally long, from `source`, which is as long as they are together. */
export function deinterleave(
  source: Uint8Array,
  elementBytes: number,
  channels: readonly Uint8Array[],
): void {
  const wordBytes = wordBytesOf(elementBytes, [source, ...channels]);
  const words = wordsOf(source, wordBytes);
  const run = elementBytes / wordBytes;
  for (const [i, channel] of channels.entries()) {
    gather(words, i * run, wordsOf(channel, wordBytes), run, run * channels.length);
  }
}
