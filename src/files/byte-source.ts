/** Where the bytes of a file come from: a file, memory, or a stream that cannot go back. */
import { type FileHandle, open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expected } from '../validate.js';
import { AudioFileError } from './audio-file-error.js';

export interface ByteSource {
  /** A path, or what stands in for one in messages. */
  readonly name: string;
  /** In bytes; null where only the end will tell. */
  readonly size: number | null;
  /** Whether any position can be read; otherwise only those after the last one, and the first {@link headBytes}. */
  readonly seekable: boolean;
  /** Fills `into` with the bytes from `position` on; resolves to how many, fewer only at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

/** The beginning of a stream is kept until it is known what it is. */
export const headBytes = 64;

/** What `openAudioFile` takes: a path, a `file:` URL, the bytes of a file, or something that delivers them. */
export type AudioSource = string | URL | Uint8Array | AsyncIterable<Uint8Array>;

export async function openSource(from: AudioSource): Promise<ByteSource> {
  if (from instanceof Uint8Array) return new MemorySource(from);
  if (typeof from === 'string' || from instanceof URL) return openFile(from);
  if (typeof from === 'object' && from !== null && Symbol.asyncIterator in from)
    return new StreamSource(from);
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

class StreamSource implements ByteSource {
  readonly name: string;
  readonly size = null;
  readonly seekable = false;
  readonly #chunks: AsyncIterable<Uint8Array>;
  readonly #next: AsyncIterator<Uint8Array>;
  readonly #head = new Uint8Array(headBytes);
  /** The bytes that came last and have not been asked for. */
  #rest: Uint8Array = new Uint8Array(0);
  #position = 0;
  #closed = false;

  constructor(chunks: AsyncIterable<Uint8Array>, name = 'the stream') {
    this.name = name;
    this.#chunks = chunks;
    this.#next = chunks[Symbol.asyncIterator]();
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    let got = 0;
    if (position < Math.min(this.#position, headBytes)) {
      const kept = this.#head.subarray(position, Math.min(this.#position, headBytes));
      got = Math.min(kept.length, into.length);
      into.set(kept.subarray(0, got));
    }
    if (got < into.length) got += await this.#take(into.subarray(got), position + got);
    return got;
  }

  async #take(into: Uint8Array, position: number): Promise<number> {
    if (position < this.#position) throw new Error(`${this.name} cannot go back to byte ${position}`);
    let got = 0;
    while (got < into.length && (this.#rest.length > 0 || (await this.#fetch()))) {
      const skipped = Math.min(position - this.#position, this.#rest.length);
      const now = skipped > 0 ? 0 : Math.min(into.length - got, this.#rest.length);
      into.set(this.#rest.subarray(0, now), got);
      this.#pass(skipped > 0 ? skipped : now);
      got += now;
      position += now;
    }
    return got;
  }

  #pass(bytes: number): void {
    if (this.#position < headBytes) {
      this.#head.set(this.#rest.subarray(0, Math.min(bytes, headBytes - this.#position)), this.#position);
    }
    this.#position += bytes;
    this.#rest = this.#rest.subarray(bytes);
  }

  async #fetch(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const { value, done } = await this.#next.next();
      if (done === true) return false;
      if (!(value instanceof Uint8Array)) throw new TypeError(expected('bytes', 'source', value));
      this.#rest = value;
    }
    return true;
  }

  /** Ends a read that waits, too. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { destroy } = this.#chunks as { destroy?: unknown };
    if (typeof destroy === 'function') destroy.call(this.#chunks);
    else await this.#next.return?.();
  }
}
