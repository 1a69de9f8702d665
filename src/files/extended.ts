/** The 80-bit floating-point number in which AIFF files have their sample rate, as a number; NaN for none that is finite. */
export function fromExtended(bytes: Buffer, at: number): number {
  const head = bytes.readUInt16BE(at);
  const exponent = head & 0x7fff;
  if (exponent === 0x7fff) return Number.NaN;
  const mantissa = bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6);
  return (head > 0x7fff ? -1 : 1) * mantissa * 2 ** (exponent - 16383 - 63);
}
