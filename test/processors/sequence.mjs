/**
 * Plays the sequence of `sequence.ts` on all channels, and checks that it comes back `data.delay` frames after it was
 * made, on as many inputs. `report` as a message is answered with what it found.
 */
export default ({ port, data }) => {
  const found = { blocks: 0, frames: 0, wrong: 0, firstWrong: -1, jumps: 0 };
  let expected = 0;
  port.on('message', () => port.postMessage({ ...found }));
  const sampleAt = (frame, channel) =>
    (Math.imul(frame, 0x9e3779b1) + Math.imul(channel + 1, 0x85ebca6b)) | 0;
  return (inputs, outputs, time) => {
    const { position } = time;
    if (position !== expected) found.jumps++;
    for (let channel = 0; channel < outputs.length; channel++) {
      const to = outputs[channel];
      for (let n = 0; n < to.length; n++) to[n] = sampleAt(position + n, channel);
    }
    for (let channel = 0; channel < inputs.length; channel++) {
      const from = inputs[channel];
      for (let n = 0; n < from.length; n++) {
        const frame = position + n - data.delay;
        if (from[n] === (frame < 0 ? 0 : sampleAt(frame, channel))) continue;
        if (found.wrong++ === 0) found.firstWrong = position + n;
      }
    }
    found.blocks++;
    found.frames += time.frames;
    expected = position + time.frames;
  };
};
