import { damaged, fourLetters, unsupported } from './audio-file-error.js';
import { type AudioFormat, checkNumbers } from './audio-format.js';
import { type ByteSource, bytesAt } from './byte-source.js';
import { PcmDecoder } from './pcm-decoder.js';

const maxChunks = 1000;
/** Of the properties, and more than 1024 channels take. */
const maxProperties = 64 * 1024;
const headBytes = 12;

/** DSDIFF, Philips' file of DSD: chunks with sizes of 64 bits, big-endian, in which channels take turns byte by byte. */
export async function readDsdiff(source: ByteSource): Promise<PcmDecoder> {
  const path = source.name;
  const file = await bytesAt(source, 0, 16);
  const form = file.subarray(12);
  if (form.toString('latin1') !== 'DSD ') {
    throw unsupported(path, `a file of the kind ${fourLetters(form)}, not DSDIFF`);
  }
  let format: AudioFormat | undefined;
  let at = 16;
  for (let count = 0; count < maxChunks; count++) {
    const head = await bytesAt(source, at, headBytes);
    if (head.length < headBytes) break;
    const id = head.toString('latin1', 0, 4);
    const size = Number(head.readBigUInt64BE(4));
    const start = at + headBytes;
    if (id === 'DST ') throw unsupported(path, compressed);
    if (id === 'DSD ') {
      if (format === undefined) throw damaged(path, 'the audio comes before its description (PROP)');
      // 0 in a file whose own size does not agree is what a program that died has left.
      const whole = source.size !== null && Number(file.readBigUInt64BE(4)) + headBytes >= source.size;
      const unknown = size > Number.MAX_SAFE_INTEGER || (size === 0 && !whole);
      return new PcmDecoder(source, {
        container: 'dsdiff',
        format,
        start,
        bytes: unknown ? null : size,
        unfinished: unknown,
      });
    }
    if (size > Number.MAX_SAFE_INTEGER)
      throw damaged(path, `the chunk ${fourLetters(head)} has a size of ${size}`);
    if (id === 'PROP')
      format = decodeProperties(await bytesAt(source, start, Math.min(size, maxProperties)), path);
    at = start + size + (size % 2);
  }
  throw damaged(path, format === undefined ? 'it has no PROP chunk' : 'it has no audio (DSD)');
}

const compressed = 'DSD compressed with DST is not supported; convert it to uncompressed DSD';

function decodeProperties(body: Buffer, path: string): AudioFormat {
  if (body.toString('latin1', 0, 4) !== 'SND ') throw damaged(path, 'its PROP chunk is not about sound');
  let sampleRate = 0;
  let channels = 0;
  for (let at = 4; at + headBytes <= body.length; ) {
    const id = body.toString('latin1', at, at + 4);
    const size = Number(body.readBigUInt64BE(at + 4));
    const content = body.subarray(at + headBytes, at + headBytes + Math.min(size, body.length));
    if (id === 'FS  ' && content.length >= 4) sampleRate = content.readUInt32BE(0);
    if (id === 'CHNL' && content.length >= 2) channels = content.readUInt16BE(0);
    if (id === 'CMPR') {
      const type = content.toString('latin1', 0, 4);
      if (type === 'DST ') throw unsupported(path, compressed);
      if (type !== 'DSD ')
        throw unsupported(path, `DSDIFF compression ${fourLetters(content)} is not supported`);
    }
    at += headBytes + size + (size % 2);
  }
  checkNumbers(path, channels, sampleRate);
  return { encoding: 'dsd-msb', validBits: 1, channels, sampleRate, channelMask: undefined };
}
