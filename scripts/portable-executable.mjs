// Reads what a Windows binary imports and exports. Layout: the PE/COFF specification, 64-bit form only.

/** Positions in the data directory of the optional header. */
const exportTable = 0;
const importTable = 1;
const delayImportTable = 13;

/** Gives { imports, delayImports, exports }: names of libraries, of libraries, of functions. */
export function readPortableExecutable(bytes) {
  const header = bytes.readUInt32LE(0x3c);
  if (bytes.toString('latin1', header, header + 4) !== 'PE\0\0') throw new Error('Not a Windows binary');
  const optional = header + 24;
  if (bytes.readUInt16LE(optional) !== 0x20b) throw new Error('Not a 64-bit Windows binary');
  const sections = readSections(bytes, header);

  /** File offset of an address in memory; undefined for address 0, which means "none". */
  function offsetOf(address) {
    if (address === 0) return undefined;
    const section = sections.find(({ start, size }) => address >= start && address < start + size);
    if (!section) throw new Error(`Address ${address} is in no section`);
    return address - section.start + section.file;
  }

  const directory = (index) => offsetOf(bytes.readUInt32LE(optional + 112 + index * 8));
  const textAt = (address) => {
    const offset = offsetOf(address);
    return bytes.toString('latin1', offset, bytes.indexOf(0, offset));
  };

  /** The names in a table of descriptors that ends with an empty one. */
  function libraryNames(table, size, nameField) {
    const names = [];
    if (table === undefined) return names;
    for (let at = table; bytes.readUInt32LE(at + nameField) !== 0; at += size) {
      names.push(textAt(bytes.readUInt32LE(at + nameField)));
    }
    return names;
  }

  function exportedNames(table) {
    if (table === undefined) return [];
    const count = bytes.readUInt32LE(table + 24);
    const names = offsetOf(bytes.readUInt32LE(table + 32));
    return Array.from({ length: count }, (_, index) => textAt(bytes.readUInt32LE(names + index * 4)));
  }

  return {
    imports: libraryNames(directory(importTable), 20, 12),
    delayImports: libraryNames(directory(delayImportTable), 32, 4),
    exports: exportedNames(directory(exportTable)),
  };
}

function readSections(bytes, header) {
  const count = bytes.readUInt16LE(header + 6);
  const first = header + 24 + bytes.readUInt16LE(header + 20);
  return Array.from({ length: count }, (_, index) => first + index * 40).map((at) => ({
    start: bytes.readUInt32LE(at + 12),
    size: Math.max(bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 16)),
    file: bytes.readUInt32LE(at + 20),
  }));
}
