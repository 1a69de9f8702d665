/** Multiplies by the parameter `gain`. Answers messages with itself and what it knows. */
export default ({ port, parameters, data, sampleRate, bufferSize, inputs, outputs }) => {
  port.on('message', (message) => {
    port.postMessage({ message, data, sampleRate, bufferSize, inputs, outputs, gain: parameters.gain });
  });
  return (from, to) => {
    for (let channel = 0; channel < to.length; channel++) {
      for (let n = 0; n < to[channel].length; n++) to[channel][n] = from[channel][n] * parameters.gain;
    }
  };
};
