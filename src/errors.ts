/**
 * What went wrong, as a word that programs can compare.
 *
 * | code | meaning | what to do |
 * | --- | --- | --- |
 * | `ADDON_UNAVAILABLE` | this package's addon is not there for this machine, or cannot be loaded | see the message |
 * | `DRIVER_NOT_FOUND` | no listed driver matches | list the drivers and pass an id |
 * | `DRIVER_AMBIGUOUS` | a name matches several drivers | pass the id of one of them |
 * | `DRIVER_UNUSABLE` | the driver is listed but cannot be loaded here | see the entry's `reason` |
 * | `DRIVER_LOAD_FAILED` | the system could not load or create it | see the message; mostly, reinstall the driver |
 * | `DRIVER_INIT_FAILED` | it was loaded and refused to start up | connect the interface, close its other users |
 * | `DRIVER_FAILED` | a call into the driver failed | see `driverCode` and `driverMessage` |
 * | `DRIVER_TIMEOUT` | a call did not return in time; this device is lost, others go on | reconnect, or restart the program |
 * | `DRIVER_CRASHED` | the driver crashed in this process; others go on, it is not loaded again | restart the program |
 * | `DEVICE_BUSY` | the driver is open already in this process | close the other device first |
 * | `DEVICE_CLOSED` | the device was closed | open it again |
 * | `SETTINGS_REFUSED` | the driver takes no settings, or not these | correct them |
 * | `SAMPLE_RATE_REFUSED` | the driver does not run at that rate | choose one that it offers |
 * | `BUFFER_SIZE_REFUSED` | the driver does not offer that buffer size | choose one that it offers |
 * | `IO_FORMAT_REFUSED` | the driver does not switch to PCM or DSD | see its control panel, or stay with what it does |
 * | `FORMAT_UNSUPPORTED` | this sample type cannot be converted to that format | open the stream with `native` |
 * | `NOT_SUPPORTED` | the driver does not have that | see `device.capabilities` |
 * | `DRIVER_STALLED` | the driver was started and never switched buffers | check the interface and its clock source |
 * | `DRIVER_UNSTABLE` | the driver had to be opened again and again | look into its control panel |
 * | `INVALID_STATE` | not possible in the present state | see the message |
 * | `STREAM_CLOSED` | the stream was closed while something waited for it | open another one |
 * | `PROCESSOR_FAILED` | the thread of a processor ended by itself | see `cause` and the module |
 * | `FILE_FORMAT` | an audio file is damaged or of a kind that is not supported | see its `reason`; mostly, convert it |
 */
export type ErrorCode = (typeof errorCodes)[number];

/** Every `ErrorCode`. */
export const errorCodes = [
  'ADDON_UNAVAILABLE',
  'DRIVER_NOT_FOUND',
  'DRIVER_AMBIGUOUS',
  'DRIVER_UNUSABLE',
  'DRIVER_LOAD_FAILED',
  'DRIVER_INIT_FAILED',
  'DRIVER_FAILED',
  'DRIVER_TIMEOUT',
  'DRIVER_CRASHED',
  'DEVICE_BUSY',
  'DEVICE_CLOSED',
  'SETTINGS_REFUSED',
  'SAMPLE_RATE_REFUSED',
  'BUFFER_SIZE_REFUSED',
  'IO_FORMAT_REFUSED',
  'FORMAT_UNSUPPORTED',
  'NOT_SUPPORTED',
  'DRIVER_STALLED',
  'DRIVER_UNSTABLE',
  'INVALID_STATE',
  'STREAM_CLOSED',
  'PROCESSOR_FAILED',
  'FILE_FORMAT',
] as const;

/** Where an error came from, beside its message. */
export interface ErrorDetails {
  /** The call that failed, such as `createBuffers`. */
  readonly operation?: string;
  /** The driver's own number, such as -995. */
  readonly driverCode?: number;
  /** The driver's own text, as it stands. */
  readonly driverMessage?: string;
  /** The error behind it, if there is one. */
  readonly cause?: unknown;
}

/**
 * Everything that goes wrong outside the arguments of a call. Wrong arguments are `TypeError` and `RangeError`; an
 * aborted call rejects with its signal's reason.
 */
export class BufferSwitchError extends Error {
  /** Always `BufferSwitchError`. */
  override readonly name = 'BufferSwitchError';
  /** What went wrong, to compare with. */
  readonly code: ErrorCode;
  /** The call that failed, such as `createBuffers`; undefined: none did. */
  readonly operation: string | undefined;
  /** The driver's own number, such as -995; undefined: it gave none. */
  readonly driverCode: number | undefined;
  /** The driver's own text, as it stands; undefined: it gave none. */
  readonly driverMessage: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.operation = details.operation;
    this.driverCode = details.driverCode;
    this.driverMessage = details.driverMessage;
  }

  /** The plain fields: an `Error` that crosses to another thread keeps only its message. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, operation, driverCode, driverMessage } = this;
    return { name, code, message, operation, driverCode, driverMessage };
  }
}

/**
 * What the addon threw or rejected with, as the error of this package. Made here, so that its stack leads to the caller.
 * Anything else is a fault of ours and stays as it is.
 */
export function fromNative(error: unknown): unknown {
  const { code, message, operation, driverCode, driverMessage } = error as Error &
    ErrorDetails & { code?: ErrorCode };
  if (!(error instanceof Error) || code === undefined || !errorCodes.includes(code)) return error;
  if (error instanceof BufferSwitchError) return error;
  return new BufferSwitchError(code, message, {
    ...(operation !== undefined && { operation }),
    ...(driverCode !== undefined && { driverCode }),
    ...(driverMessage !== undefined && { driverMessage }),
  });
}

/** Whether it is one of ours with one of those codes. */
export function isError(error: unknown, ...codes: readonly ErrorCode[]): boolean {
  return error instanceof BufferSwitchError && codes.includes(error.code);
}

/** Awaits a call into the addon, with its errors turned into ours. */
export async function call<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw fromNative(error);
  }
}

/** What nobody listens for: as an uncaught exception, once everything else is in order. */
export function throwLater(error: unknown): void {
  process.nextTick(() => {
    throw error;
  });
}
