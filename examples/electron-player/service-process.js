// The utility process, in which the driver is loaded: the main process hands over a port for each time that the page loads.
import { Service } from './service.js';

const service = new Service();
process.parentPort.on('message', ({ ports: [port] }) => service.serve(port));
