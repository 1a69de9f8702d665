import type { Stream } from '../index.js';
import { CommandError, exitCode } from './command.js';

/**
 * Starts a stream for the time of `work` and stops it afterwards. Whatever ends it sooner stops it as well, an
 * interrupt for one: its input then ends after what had arrived, so that `work` can finish what it began. Rejects
 * if it was not an interrupt.
 */
export async function whileRunning<T>(
  stream: Stream,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const { device, sampleRate } = stream;
  let failure: unknown;
  const stop = () =>
    stream.stop().catch(async (error: unknown) => {
      failure ??= error;
      // A stream that does not even stop is closed: nobody must wait for it for ever.
      await stream.close().catch(() => {});
    });
  const interrupt = () => void stop();
  const closed = (error: unknown) => {
    failure ??= error;
  };
  // From here on the samples would be of another rate than the file.
  const changed = (rate: number) => {
    if (sampleRate !== null && Math.abs(rate - sampleRate) < 1) return; // the same one, as the driver measures it
    const what = rate > 0 ? `to ${rate} Hz` : 'to none: it has lost its clock';
    failure ??= new CommandError(exitCode.device, `${device.name} changed its sample rate ${what}`);
    void stop();
  };
  signal.addEventListener('abort', interrupt, { once: true });
  stream.once('close', closed);
  device.on('sampleRateChange', changed);
  try {
    signal.throwIfAborted();
    await stream.start();
    if (signal.aborted) interrupt();
    const result = await work();
    await stop();
    if (failure !== undefined) throw failure;
    return result;
  } catch (error) {
    await stop();
    throw failure ?? error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    stream.off('close', closed);
    device.off('sampleRateChange', changed);
  }
}
