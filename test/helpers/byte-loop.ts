/** Bytes through the Node streams of a virtual device with the step clock, at the pace at which they come and go. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Device, Stream } from 'bufferswitch';
import { until } from './when.js';

/** Bytes that look like chance and are the same in every run. */
export function scattered(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24));
}

/** `bytes` in chunks of `size`. */
export function* chunksOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/**
 * Runs `buffers` buffer switches, each as soon as there is a buffer to play, or nothing more is to come, and room to
 * record it: nothing is lost, however slow both ends are. Then stops the stream.
 */
export async function runThrough(device: Device, stream: Stream, buffers: number): Promise<void> {
  const { input, output, bufferSize, writable } = stream;
  for (let i = 0; i < buffers; i++) {
    await until(() => (output.queuedFrames >= bufferSize || writable.writableFinished) && input.queued < 2);
    await device.step(1);
  }
  await stream.stop();
}

/** Everything that a readable stream gives. */
export async function collect(readable: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readable) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Plays `bytes` in chunks of `size` and gives everything that was recorded meanwhile, `buffers` buffers. */
export async function loopBytes(
  device: Device,
  stream: Stream,
  bytes: Uint8Array,
  size: number,
  buffers: number,
): Promise<Buffer> {
  await stream.start();
  const { readable, writable } = stream;
  const [, , heard] = await Promise.all([
    pipeline(Readable.from(chunksOf(bytes, size), { objectMode: false }), writable),
    runThrough(device, stream, buffers),
    collect(readable),
  ]);
  return heard;
}
