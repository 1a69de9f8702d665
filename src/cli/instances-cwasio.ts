/** Instances in the cwASIO directory: a folder each, with the files `driver`, `description` and `settings`. */
import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from './instance.js';

const files = ['driver', 'description', 'settings'];

const folderOf = (name: string) => join(process.env['CWASIO_DIR'] ?? '/etc/cwASIO', name);

function remove(folder: string): void {
  for (const file of files) rmSync(join(folder, file), { force: true });
  rmdirSync(folder); // there may be files of others
}

export const cwasio: Store = {
  install({ description }, { name, settings }, path) {
    const folder = folderOf(name);
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(join(folder, 'description'), description);
      if (settings === '') rmSync(join(folder, 'settings'), { force: true });
      else writeFileSync(join(folder, 'settings'), settings);
      // Last: a host takes a folder with this file for a driver.
      writeFileSync(join(folder, 'driver'), path);
    } catch (error) {
      remove(folder);
      throw error;
    }
  },
  uninstall(name) {
    remove(folderOf(name));
  },
  settingsOf(name) {
    try {
      return readFileSync(join(folderOf(name), 'settings'), 'utf8').split(/\r?\n/, 1)[0] ?? '';
    } catch {
      return '';
    }
  },
};
