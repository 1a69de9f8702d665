// What the page can do, and nothing else: it gets neither Node nor the port, and no path of a file.
const { contextBridge, ipcRenderer, webUtils } = require('electron');

let port = null;
let listener = () => {};

ipcRenderer.on('service', ({ ports: [given] }) => {
  port?.close();
  port = given;
  port.onmessage = ({ data }) => listener(data);
  port.postMessage({ type: 'hello' });
});

contextBridge.exposeInMainWorld('player', {
  /** `listen` gets every message of the service: see service.js. */
  onMessage: (listen) => {
    listener = listen;
  },
  /** Plays a file that was dropped, on the driver with this id. */
  play: (file, driver) => port?.postMessage({ type: 'play', driver, path: webUtils.getPathForFile(file) }),
  pause: () => port?.postMessage({ type: 'pause' }),
  resume: () => port?.postMessage({ type: 'resume' }),
  stop: () => port?.postMessage({ type: 'stop' }),
});
