/** An examination in this very process, which is at the driver's mercy. */
import { fromNative } from '../errors.js';
import { type NativeExamination, native } from '../native.js';

/** Everything that is needed for it, as it is sent to another process. */
export type Examination = NativeExamination;

/** Resolves at its end. What was found is in the file `trail`. */
export async function examine(examination: Examination): Promise<void> {
  try {
    await native.examine(examination);
  } catch (error) {
    throw fromNative(error);
  }
}
