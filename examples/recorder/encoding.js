/**
 * How a WAV file stores what these inputs of a device deliver, so that no bit is lost: sample types of drivers are called
 * `int24lsb`, `int32lsb24` (24 bits in 32), `float32msb` and so on.
 */
export function encodingFor(device, channels) {
  const types = channels.map((channel) => device.inputs[channel]?.sampleType ?? 'int16lsb'); // openStream tells what is wrong
  for (const float of ['float64', 'float32']) if (types.some((type) => type.startsWith(float))) return float;
  const bits = types.map((type) => /^int(\d+)[lm]sb(\d+)?$/.exec(type));
  if (bits.includes(null)) throw new Error('The driver does DSD now, which a WAV file does not hold');
  const most = Math.max(...bits.map(([, all, used]) => Number(used ?? all)));
  return most <= 16 ? 'int16' : most <= 24 ? 'int24' : 'int32';
}
