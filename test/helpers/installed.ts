/**
 * The virtual driver as other hosts get it: on Windows the COM DLL that the test run has registered, elsewhere the
 * shared object in a cwASIO folder made for the test.
 */
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { listDrivers } from 'bufferswitch';

const sharedObject = resolve(`prebuilds/${process.platform}-${process.arch}/libbufferswitch-loopback.so`);

export interface Installed {
  readonly id: string;
  readonly cwasioDirectory?: string;
}

export function findInstalled(): Installed | undefined {
  if (process.platform === 'win32') {
    const entry = listDrivers().find(({ kind, name }) => kind === 'com' && name === 'Bufferswitch Loopback');
    return entry === undefined ? undefined : { id: entry.id };
  }
  if (!existsSync(sharedObject)) return undefined;
  const cwasioDirectory = mkdtempSync(join(tmpdir(), 'cwasio-'));
  const id = join(cwasioDirectory, 'Loopback');
  mkdirSync(id);
  writeFileSync(join(id, 'driver'), sharedObject);
  writeFileSync(join(id, 'description'), 'Bufferswitch Loopback, installed\n');
  return { id, cwasioDirectory };
}
