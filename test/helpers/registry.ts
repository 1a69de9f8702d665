/** The Windows registry, and drivers registered in it for the time of a test. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listDrivers } from 'bufferswitch';
import { findInstalled } from './installed.js';

export const driversKey = 'HKLM\\SOFTWARE\\ASIO';
export const classesKey = 'HKLM\\SOFTWARE\\Classes\\CLSID';

export function reg(...args: string[]): void {
  const { status } = spawnSync('reg', args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`reg ${args.join(' ')}: ${status}`);
}

/** `name` '': the key's default value. */
export function addValue(key: string, name: string, value: string, view = '/reg:64', type = 'REG_SZ'): void {
  reg('add', key, ...(name === '' ? ['/ve'] : ['/v', name]), '/t', type, '/d', value, '/f', view);
}

/** A class whose in-process server is at `path`, as most drivers have it. */
export function addClass(id: string, path: string, type = 'REG_SZ'): void {
  const key = `${classesKey}\\${id}\\InprocServer32`;
  addValue(key, '', path, '/reg:64', type);
  addValue(key, 'ThreadingModel', 'Apartment');
}

/** A line of a file for `reg import`. */
const valueLine = (name: string, value: string) =>
  `${name === '' ? '@' : `"${name}"`}="${value.replaceAll('\\', '\\\\')}"`;

/** Drivers that are there until `remove`. In files, as each call of `reg` is a process. */
export class RegisteredDrivers {
  readonly #folder = mkdtempSync(join(tmpdir(), 'drivers-'));
  readonly #ids: string[] = [];

  /** Makes `file` with that content. Stays after the test: what is loaded cannot be removed. */
  file(name: string, content: Buffer | string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, content);
    return path;
  }

  /**
   * A driver of the class `id`, made by the library at `path`. Model null: the registry has none, as some installers leave
   * it. With `treatAs`, COM is sent to another class.
   */
  add(id: string, path: string, model: string | null, treatAs?: string): string {
    this.#ids.push(id);
    const { listed, made } = keysOf(id);
    this.#import([
      `[-${made}]`, // of a run that did not come to its end
      ...[`[${listed}]`, valueLine('CLSID', id)],
      ...[`[${made}\\InprocServer32]`, valueLine('', path)],
      ...(model === null ? [] : [valueLine('ThreadingModel', model)]),
      ...(treatAs === undefined ? [] : [`[${made}\\TreatAs]`, valueLine('', treatAs)]),
    ]);
    return id;
  }

  #import(lines: readonly string[]): void {
    const text = ['Windows Registry Editor Version 5.00', ...lines, ''].join('\r\n');
    reg('import', this.file('drivers.reg', Buffer.from(`\ufeff${text}`, 'utf16le')));
  }

  /** A copy of the virtual driver's library, as another driver: of another class, which is another for each `number`. */
  addCopy(number: number, model: string | null, treatAs?: string): string {
    const { library, id } = installedLibrary();
    const place = id.slice(1, 9);
    const other = number.toString(16).toUpperCase().padStart(8, '0');
    const path = this.file(`copy-${other}.dll`, replaced(library, littleEndian(place), littleEndian(other)));
    return this.add(id.replace(place, other), path, model, treatAs);
  }

  remove(): void {
    const keys = this.#ids.map(keysOf).flatMap(({ listed, made }) => [listed, made]);
    this.#import(keys.map((key) => `[-${key}]`));
  }
}

/** In full, as files have them. */
function keysOf(id: string): { readonly listed: string; readonly made: string } {
  const full = (key: string) => key.replace(/^HKLM/, 'HKEY_LOCAL_MACHINE');
  return { listed: `${full(driversKey)}\\Test ${id}`, made: `${full(classesKey)}\\${id}` };
}

/** The virtual driver's library as this run has installed it. */
export function installedLibrary(): { readonly library: Buffer; readonly id: string; readonly path: string } {
  const id = findInstalled()?.id;
  const path = listDrivers().find((driver) => driver.id === id)?.path;
  if (id === undefined || path === undefined || path === null) throw new Error('The driver is not installed');
  return { library: readFileSync(path), id, path };
}

function littleEndian(hex: string): Buffer {
  return Buffer.from(hex, 'hex').reverse();
}

/** `bytes` with another of the same length in the place of every `from`, of which there has to be one. */
export function replaced(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  let at = copy.indexOf(from);
  if (at < 0) throw new Error(`The library has no ${from.toString('hex')}`);
  for (; at >= 0; at = copy.indexOf(from, at + to.length)) to.copy(copy, at);
  return copy;
}
