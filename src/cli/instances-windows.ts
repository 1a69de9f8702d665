/**
 * Instances in the registry: an entry each in HKLM\SOFTWARE\ASIO, where hosts look, and a class, which is what COM
 * creates. Written by the system's own `reg`.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { CommandError, exitCode } from './command.js';
import type { Store } from './instance.js';

const description = 'Bufferswitch Loopback (virtual)';
/** Of the virtual driver itself, which `regsvr32` registers: see native/drivers/loopback/loopback.h. */
const ownName = 'Bufferswitch Loopback';
const ownClass = '{6D1F2C58-0B1E-4B7A-9C53-7E41D28A360F}';

const entryKey = (name: string) => `HKLM\\SOFTWARE\\ASIO\\${name}`;
const classKey = (id: string) => `HKLM\\SOFTWARE\\Classes\\CLSID\\${id}`;

/** The same for the same name, whenever it is installed: a UUID of version 5 (RFC 9562) below the driver's own. */
function classOf(name: string): string {
  if (name === ownName) return ownClass;
  const bytes = createHash('sha1')
    .update(Buffer.from(ownClass.replaceAll(/[{}-]/g, ''), 'hex'))
    .update(name)
    .digest();
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const [, ...parts] = /^(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(bytes.toString('hex')) as RegExpExecArray;
  return `{${parts.join('-').toUpperCase()}}`;
}

function reg(...args: string[]): { readonly done: boolean; readonly output: string } {
  const program = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe');
  const { status, stdout, error } = spawnSync(program, [...args, '/reg:64'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  if (error !== undefined) throw error;
  return { done: status === 0, output: stdout };
}

/** `name` '': the key's default value. */
function write(key: string, name: string, value: string): void {
  if (reg('add', key, ...(name === '' ? ['/ve'] : ['/v', name]), '/t', 'REG_SZ', '/d', value, '/f').done)
    return;
  throw new CommandError(
    exitCode.failure,
    `the registry cannot be written at ${key}; run this in a terminal that was opened as administrator`,
  );
}

function exists(key: string): boolean {
  return reg('query', key).done;
}

function remove(key: string): void {
  if (!exists(key) || reg('delete', key, '/f').done) return;
  throw new CommandError(
    exitCode.failure,
    `${key} cannot be removed from the registry; run this in a terminal that was opened as administrator`,
  );
}

export const windows: Store = {
  install(name, library, settings) {
    const id = classOf(name);
    const server = `${classKey(id)}\\InprocServer32`;
    try {
      remove(entryKey(name)); // an earlier one's settings
      write(classKey(id), '', description);
      write(server, '', library);
      write(server, 'ThreadingModel', 'Both');
      if (settings !== '') write(entryKey(name), 'Settings', settings);
      write(entryKey(name), 'Description', name);
      // Last: no host sees a driver that cannot be created.
      write(entryKey(name), 'CLSID', id);
    } catch (error) {
      for (const key of [entryKey(name), classKey(id)]) reg('delete', key, '/f');
      throw error;
    }
  },
  uninstall(name, id) {
    remove(entryKey(name));
    remove(classKey(id));
  },
  settingsOf(name) {
    const { output } = reg('query', entryKey(name), '/v', 'Settings');
    return /\sREG_SZ\s+(.*?)\s*$/m.exec(output)?.[1] ?? '';
  },
};
