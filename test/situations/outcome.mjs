// What a call comes to, as one word: `ok`, the code of an error of the library's, or the string that it gave back.
import { BufferSwitchError } from '../../dist/index.js';

/** @param {unknown} error */
export function codeOf(error) {
  if (error instanceof BufferSwitchError) return error.code;
  throw error; // anything else is a fault
}

/** @param {() => unknown} call */
export function outcomeOf(call) {
  try {
    const result = call();
    return typeof result === 'string' ? result : 'ok';
  } catch (error) {
    return codeOf(error);
  }
}

/** @param {Promise<unknown>} promise */
export const outcomeOfPromise = (promise) => promise.then(() => 'ok', codeOf);
