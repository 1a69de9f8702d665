import { type FileHandle, open, rm } from 'node:fs/promises';

/** A file that grows at its end and whose beginning is written again. */
export class OutputFile {
  readonly path: string;
  readonly #file: FileHandle;
  #size = 0;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /** Creates it with a beginning; where that fails nothing stays behind. `EEXIST` unless it may be replaced. */
  static async create(path: string, beginning: Uint8Array, overwrite: boolean): Promise<OutputFile> {
    const file = await open(path, overwrite ? 'w+' : 'wx+');
    const output = new OutputFile(path, file);
    try {
      await output.append(beginning);
      return output;
    } catch (error) {
      await file.close();
      await rm(path, { force: true });
      throw error;
    }
  }

  get size(): number {
    return this.#size;
  }

  /** A full disk takes a part before it refuses the rest: `size` counts what arrived. */
  async append(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#size);
      if (bytesWritten === 0) throw new Error(`${this.path}: the disk takes no more bytes`);
      done += bytesWritten;
      this.#size += bytesWritten;
    }
  }

  /** In one write, so that the beginning is the old one or the new one. */
  async rewriteBeginning(bytes: Uint8Array): Promise<void> {
    if (bytes.length > 0) await this.#file.write(bytes, 0, bytes.length, 0);
  }

  async truncate(size: number): Promise<void> {
    if (size === this.#size) return;
    await this.#file.truncate(size);
    this.#size = size;
  }

  sync(): Promise<void> {
    return this.#file.sync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
