/** The two checksums of FLAC frames. */

function tableOf(polynomial: number, bits: 8 | 16): Uint16Array {
  const top = 1 << (bits - 1);
  const mask = 2 ** bits - 1;
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << (bits - 8);
    for (let bit = 0; bit < 8; bit++) crc = ((crc & top ? polynomial : 0) ^ (crc << 1)) & mask;
    return crc;
  });
}

const table8 = tableOf(0x07, 8);
const table16 = tableOf(0x8005, 16);

/** Of a frame's header. */
export function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) crc = table8[crc ^ (bytes[i] as number)] as number;
  return crc;
}

/** Of a whole frame. */
export function crc16(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) {
    crc = ((crc << 8) & 0xffff) ^ (table16[(crc >> 8) ^ (bytes[i] as number)] as number);
  }
  return crc;
}
