import { Levels } from './levels.js';

/**
 * Hears inputs of a device until `signal` is aborted. Every `seconds` of audio, by its frames and not by a clock, `show` gets
 * the levels of that time, and the frame behind it.
 */
export async function meter(device, { inputs, seconds, signal, show }) {
  const stream = await device.openStream({ inputs, outputs: [], format: 'float32' });
  const size = Math.max(1, Math.round(seconds * stream.sampleRate));
  const levels = new Levels(inputs.length);
  try {
    await stream.start();
    for await (const { channels, frames, position } of stream.input.blocks({ signal })) {
      for (let from = 0; from < frames; ) {
        const to = Math.min(frames, from + size - levels.frames);
        levels.add(channels, from, to);
        from = to;
        if (levels.frames === size) show(levels.take(), position + to);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await stream.close();
  }
}
