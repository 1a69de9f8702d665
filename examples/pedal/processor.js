// The pedal as a processor of bufferswitch: loaded into a thread of its own, called once per buffer.
import { createPedal } from './pedal.js';

export default ({ sampleRate, parameters }) => {
  const pedal = createPedal(sampleRate);
  const turned = {};
  const names = Object.keys(parameters);
  return (inputs, outputs) => {
    for (const name of names) turned[name] = parameters[name]; // once per buffer, from memory that both threads share
    pedal(inputs[0], outputs[0], turned);
    for (let n = 1; n < outputs.length; n++) outputs[n].set(outputs[0]);
  };
};
