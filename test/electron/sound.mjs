// Half a second through the virtual driver and back, in whatever process or thread this is loaded.
import { openDevice } from 'bufferswitch';

/** Throws unless every sample has come back where the driver's latencies say. `name`: of the instance, for nobody else. */
export async function playAndCompare(name) {
  const device = await openDevice(`built-in:loopback:${name}`);
  try {
    const stream = await device.openStream({ inputs: [0], outputs: [0], format: 'int32' });
    const sent = Int32Array.from({ length: 22_000 }, (_, n) => (n + 1) << 8);
    await stream.output.write([sent]);
    await stream.start();
    const drained = stream.output.drain();
    const { input, output } = stream.latencies;
    const heard = await listen(stream, input + output + sent.length);
    await drained;
    const wrong = sent.findIndex((sample, n) => heard[input + output + n] !== sample);
    if (wrong >= 0) throw new Error(`${name}: frame ${wrong} came back as another`);
    const { underruns, overruns } = stream.stats;
    if (underruns + overruns > 0) throw new Error(`${name}: ${underruns} underruns, ${overruns} overruns`);
    return `${name}: ${sent.length} frames came back as they were`;
  } finally {
    await device.close();
  }
}

/** The first `frames` frames of the input. */
async function listen(stream, frames) {
  const heard = new Int32Array(frames);
  let filled = 0;
  for await (const block of stream.input) {
    const rest = block.channels[0].subarray(0, frames - filled);
    heard.set(rest, filled);
    filled += rest.length;
    if (filled === frames) return heard;
  }
  throw new Error(`The input ended after ${filled} frames`);
}
