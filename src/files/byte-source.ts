/** Where the bytes of a file come from: a file, memory, or a stream that cannot go back. */
import { type FileHandle, open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expected } from '../validate.js';
import { AudioFileError } from './audio-file-error.js';
import { StreamSource } from './stream-source.js';

export interface ByteSource {
  /** A path, or what stands in for one in messages. */
  readonly name: string;
  /** In bytes; null where only the end will tell. */
  readonly size: number | null;
  /** Whether any position can be read; otherwise only those after the last one, and the first 64. */
  readonly seekable: boolean;
  /** Fills `into` with the bytes from `position` on; resolves to how many, fewer only at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

/** What `openAudioFile` takes: a path, a `file:` URL, the bytes of a file, or something that delivers them. */
export type AudioSource = string | URL | Uint8Array | AsyncIterable<Uint8Array>;

export async function openSource(from: AudioSource): Promise<ByteSource> {
  if (from instanceof Uint8Array) return new MemorySource(from);
  if (typeof from === 'string' || from instanceof URL) return openFile(from);
  if (typeof from === 'object' && from !== null && Symbol.asyncIterator in from)
    return new StreamSource(from, 'fd' in from && from.fd === 0 ? 'stdin' : undefined);
  throw new TypeError(expected('a path, a URL, bytes or a Readable', 'source', from));
}

async function openFile(from: string | URL): Promise<ByteSource> {
  const path = typeof from === 'string' ? from : fileURLToPath(from);
  const file = await open(path, 'r');
  try {
    const stat = await file.stat();
    if (stat.isFile()) return new FileSource(path, file, stat.size);
    if (stat.isDirectory()) throw new AudioFileError(path, 'unknown', 'not a regular file');
    // A pipe or a device: it is read as it comes.
    return new StreamSource(file.createReadStream(), path);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Up to `length` bytes from `position` on; fewer at the end. */
export async function bytesAt(source: ByteSource, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, await source.read(bytes, position));
}

class FileSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly seekable = true;
  readonly #file: FileHandle;

  constructor(path: string, file: FileHandle, size: number) {
    this.name = path;
    this.#file = file;
    this.size = size;
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    let got = 0;
    while (got < into.length) {
      const { bytesRead } = await this.#file.read(into, got, into.length - got, position + got);
      if (bytesRead === 0) break;
      got += bytesRead;
    }
    return got;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

class MemorySource implements ByteSource {
  readonly name = 'the bytes';
  readonly size: number;
  readonly seekable = true;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    const found = this.#bytes.subarray(position, position + into.length);
    into.set(found);
    return found.length;
  }

  async close(): Promise<void> {}
}
