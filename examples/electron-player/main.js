// The main process: a window, and the process that plays. It has nothing to do with the sound itself, so whatever a window
// or a driver does, the other goes on.
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, MessageChannelMain, utilityProcess } from 'electron';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Milliseconds: a process that ends so soon would do it again. */
const soon = 1000;

let window = null;
let service = null;

function startService() {
  service = utilityProcess.fork(path('service-process.js'), [], { serviceName: 'player' });
  const started = performance.now();
  service.once('exit', (code) => {
    service = null;
    if (window === null) return;
    if (performance.now() - started < soon) {
      dialog.showErrorBox('Player', `The process that plays does not start (${code}).`);
      app.quit();
      return;
    }
    // A driver has taken its process along. The next one tells the page that nothing plays.
    startService();
    connect();
  });
}

/** Gives the page and the service the two ends of a channel: what they say is not heard here. */
function connect() {
  const { port1, port2 } = new MessageChannelMain();
  service.postMessage(null, [port1]);
  window.webContents.postMessage('service', null, [port2]);
}

function openWindow() {
  window = new BrowserWindow({
    width: 520,
    height: 560,
    webPreferences: {
      preload: path('preload.cjs'),
      // As they are by default in this version; written down because everything depends on them.
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
    },
  });
  window.once('closed', () => {
    window = null;
  });
  const { webContents } = window;
  webContents.on('did-finish-load', connect); // also after it was loaded again
  // The page leads nowhere, also when a file is dropped beside the place for it.
  webContents.on('will-navigate', (event) => event.preventDefault());
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.session.setPermissionRequestHandler((_, __, allow) => allow(false));
  void window.loadFile(path('page/index.html'));
}

await app.whenReady();
startService();
openWindow();
app.on('window-all-closed', () => app.quit());
