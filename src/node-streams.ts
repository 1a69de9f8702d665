import type { Stream } from './stream.js';
import { StreamReadable } from './stream-readable.js';
import { StreamWritable } from './stream-writable.js';

/** A stream's two Node streams: one of each at a time, made when they are asked for. */
export class NodeStreams {
  readonly #stream: Stream;
  #readable: StreamReadable | undefined;
  #writable: StreamWritable | undefined;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  get readable(): StreamReadable {
    const last = this.#readable;
    if (last !== undefined && !last.destroyed && !last.readableEnded) return last;
    this.#readable = new StreamReadable(this.#stream);
    return this.#readable;
  }

  get writable(): StreamWritable {
    const last = this.#writable;
    if (last !== undefined && !last.destroyed && !last.writableEnded) return last;
    this.#writable = new StreamWritable(this.#stream);
    return this.#writable;
  }
}
