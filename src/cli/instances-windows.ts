/**
 * Instances in the registry: an entry each in HKLM\SOFTWARE\ASIO, where hosts look, and a class, which is what COM
 * creates. Written by the system's own `reg`.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, exitCode } from './command.js';
import type { Store } from './instance.js';
import type { Library } from './library.js';

const entryKey = (name: string) => `HKLM\\SOFTWARE\\ASIO\\${name}`;
const classKey = (id: string) => `HKLM\\SOFTWARE\\Classes\\CLSID\\${id}`;

/** The same for the same name, whenever it is installed: a UUID of version 5 (RFC 9562) below the driver's own. */
function classOf({ ownName, ownClass }: Library, name: string): string {
  if (name === ownName) return ownClass;
  const bytes = createHash('sha1')
    .update(Buffer.from(ownClass.replaceAll(/[{}-]/g, ''), 'hex'))
    .update(name.toLowerCase()) // the registry does not tell them apart either
    .digest();
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const [, ...parts] = /^(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(bytes.toString('hex')) as RegExpExecArray;
  return `{${parts.join('-').toUpperCase()}}`;
}

const program = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe');

function reg(...args: string[]): { readonly done: boolean; readonly output: string } {
  const { status, stdout, error } = spawnSync(program, [...args, '/reg:64'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  if (error !== undefined) throw error;
  return { done: status === 0, output: stdout };
}

const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** A key and its values in a file for `reg`; '': the default value. */
function section(key: string, values: Readonly<Record<string, string>>): string[] {
  const lines = Object.entries(values).map(
    ([name, text]) => `${name === '' ? '@' : quoted(name)}=${quoted(text)}`,
  );
  return [`[${inFull(key)}]`, ...lines];
}

const removal = (key: string) => `[-${inFull(key)}]`;

const inFull = (key: string) => key.replace(/^HKLM/, 'HKEY_LOCAL_MACHINE');

/** All of it in one process, as each takes its time. */
function change(...lines: string[]): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'bufferswitch-'));
  try {
    const file = join(folder, 'change.reg');
    const text = ['Windows Registry Editor Version 5.00', ...lines, ''].join('\r\n');
    writeFileSync(file, Buffer.from(`\ufeff${text}`, 'utf16le'));
    return reg('import', file).done;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function refused(): CommandError {
  return new CommandError(
    exitCode.failure,
    'the registry cannot be changed; run this in a terminal that was opened as administrator',
  );
}

export const windows: Store = {
  install(library, { name, settings }, path) {
    const id = classOf(library, name);
    const done = change(
      removal(entryKey(name)), // an earlier one's settings
      ...section(classKey(id), { '': library.description }),
      ...section(`${classKey(id)}\\InprocServer32`, { '': path, ThreadingModel: 'Both' }),
      // Last: no host sees a driver that cannot be created.
      ...section(entryKey(name), {
        Settings: settings, // also an empty one: by it the driver knows its instances
        Description: name,
        CLSID: id,
      }),
    );
    if (done) return;
    change(removal(entryKey(name)), removal(classKey(id)));
    throw refused();
  },
  uninstall(name, id) {
    if (!change(removal(entryKey(name)), removal(classKey(id)))) throw refused();
  },
  settingsOf(name) {
    const { output } = reg('query', entryKey(name), '/v', 'Settings');
    return /\sREG_SZ\s+(.*?)\s*$/m.exec(output)?.[1] ?? '';
  },
};
