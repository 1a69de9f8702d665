import { BufferSwitchError } from '../errors.js';
import { CommandError, exitCode } from './command.js';

/** What the user is told about an error: one line, and the exit code that goes with it. */
export interface Failure {
  readonly message: string;
  /** For programs: the error's own code, or `USAGE`, or null. */
  readonly code: string | null;
  readonly exitCode: number;
}

const systemErrors: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a directory, not a file',
  EEXIST: 'exists already; choose another name or replace it with --force',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file has become larger than the system allows',
  EROFS: 'the file system is read-only',
};

/** Sorts an error by where it comes from. An error that nobody foresaw keeps its stack. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof CommandError) {
    return {
      message: error.message,
      code: error.exitCode === exitCode.usage ? 'USAGE' : null,
      exitCode: error.exitCode,
    };
  }
  if (error instanceof BufferSwitchError) {
    const ofFile = error.code === 'FILE_FORMAT';
    return {
      message: error.message,
      code: error.code,
      exitCode: ofFile ? exitCode.failure : exitCode.device,
    };
  }
  if (isSystemError(error)) {
    const what = systemErrors[error.code] ?? error.message;
    const message = error.path === undefined ? what : `${error.path}: ${what}`;
    return { message, code: error.code, exitCode: exitCode.failure };
  }
  // How the library words an argument that it refuses.
  if (error instanceof Error && error.message.startsWith('Expected ')) {
    return { message: error.message, code: 'USAGE', exitCode: exitCode.usage };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message, code: null, exitCode: exitCode.failure };
}

export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}
