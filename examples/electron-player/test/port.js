import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';

/** A port of Node as a MessagePortMain of Electron: messages come as events with `data`, once it was started. */
class Port extends EventEmitter {
  #port;

  constructor(port) {
    super();
    this.#port = port;
    port.once('close', () => this.emit('close'));
  }

  start() {
    this.#port.on('message', (data) => this.emit('message', { data, ports: [] }));
  }

  postMessage(message) {
    this.#port.postMessage(message);
  }

  close() {
    this.#port.close();
  }
}

/** Both ends of a channel: what is sent was copied, as between processes. */
export function channel() {
  const { port1, port2 } = new MessageChannel();
  return [new Port(port1), new Port(port2)];
}
