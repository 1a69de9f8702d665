// The package in Electron: loaded by the main process, a utility process and a worker, each of which sends sound through the
// virtual driver and back, while a page is loaded and loaded again. Exits with 0 if all of that went well.
// Run from a folder with the package, Electron and these files: electron main.mjs (on Linux with --no-sandbox where the
// system gives none).
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { app, BrowserWindow, utilityProcess } from 'electron';
import { playAndCompare } from './sound.mjs';

const patience = 60_000;

function end(code, message) {
  console.log(message);
  app.exit(code);
}

/** What it says first; an error if it ends before. */
async function firstMessage(emitter, name) {
  const ended = once(emitter, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${code} before it said anything`);
  });
  const [message] = await Promise.race([once(emitter, 'message'), ended]);
  return message;
}

async function inUtilityProcess() {
  const path = fileURLToPath(new URL('utility.mjs', import.meta.url));
  const child = utilityProcess.fork(path);
  try {
    return await firstMessage(child, 'The utility process');
  } finally {
    child.kill();
  }
}

const inWorker = () => firstMessage(new Worker(new URL('worker.mjs', import.meta.url)), 'The worker');

/** A page comes and comes again, which gives the processes around it nothing to do with audio. */
async function reloadPage() {
  const window = new BrowserWindow({ show: false });
  await window.loadURL('data:text/html,<title>page</title>');
  const again = once(window.webContents, 'did-finish-load');
  window.webContents.reload();
  await again;
  window.destroy();
  return 'page: loaded, and loaded again';
}

app.on('window-all-closed', () => {}); // without this Electron would end
setTimeout(() => end(1, `It was not done after ${patience} ms`), patience).unref();
try {
  await app.whenReady();
  const all = await Promise.all([
    playAndCompare('main process'),
    reloadPage(),
    inWorker(),
    inUtilityProcess(),
  ]);
  end(0, [`Electron ${process.versions.electron}, Node ${process.versions.node}`, ...all].join('\n'));
} catch (error) {
  end(1, error.stack);
}
