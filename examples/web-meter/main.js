import { parseArgs } from 'node:util';
import { openDevice } from 'bufferswitch';
import { startServer } from './server.js';

const { values } = parseArgs({
  options: {
    driver: { type: 'string', default: 'built-in:loopback' },
    inputs: { type: 'string' },
    port: { type: 'string', default: '8080' },
    host: { type: 'string', default: '127.0.0.1' }, // 0.0.0.0: for everybody in the network
  },
});

let device;
try {
  device = await openDevice(values.driver);
  const inputs = values.inputs?.split(',').map(Number) ?? device.inputs.map(({ index }) => index);
  const server = await startServer(device, { inputs, port: Number(values.port), host: values.host });
  console.log(`${device.name}: ${server.url}, until Ctrl+C`);
  process.once('SIGINT', () => server.close());
  await server.done;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await device?.close();
}
