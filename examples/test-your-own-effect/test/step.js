import { setImmediate } from 'node:timers/promises';

/**
 * Buffer switches, one by one, each with what the program makes of it: nothing is queued any more once the process
 * function has had it. So nothing depends on how fast this machine is.
 */
export async function step(driver, stream, buffers) {
  for (let n = 0; n < buffers; n++) {
    await driver.step(1);
    while (stream.input.queued > 0) await setImmediate();
  }
}
