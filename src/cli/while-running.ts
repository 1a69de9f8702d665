import type { Restart, Stream } from '../index.js';
import { CommandError, exitCode } from './command.js';

/**
 * Starts a stream for the time of `work` and stops it afterwards. Whatever ends it sooner stops it as well, an
 * interrupt for one: its input then ends after what had arrived, so that `work` can finish what it began. Rejects
 * if it was not an interrupt. Another sample rate closes it: what had arrived can be read, and nothing is played any more.
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
    // Whoever waits for room or for the end of what is played would wait on after a stop.
    void stream.close().catch(() => {});
  };
  // A driver that was opened anew has its rate from somewhere else, and does not say that it is another.
  const restarted = ({ sampleRate: now }: Restart) => {
    if (now !== sampleRate) changed(now ?? 0);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  stream.once('close', closed);
  device.on('sampleRateChange', changed);
  stream.on('restart', restarted);
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
    stream.off('restart', restarted);
  }
}
