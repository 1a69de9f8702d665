// Reads what a Linux binary needs of the machine, with binutils' objdump.
import { capture } from './run.mjs';

/** What the oldest Node that we support asks for itself, so that whoever has Node has it. */
export const glibcFloor = 'GLIBC_2.28';

/** `version`: as the linker writes it, such as GLIBC_2.17 or GCC_3.0. */
export function isTooNew(version) {
  const [, name, major, minor] = /^([A-Z]+)_(\d+)\.(\d+)/.exec(version) ?? [];
  const [, , floorMajor, floorMinor] = /^([A-Z]+)_(\d+)\.(\d+)/.exec(glibcFloor);
  // The compiler's runtime: GCC 7, which glibc 2.28 came with.
  if (name === 'GCC') return Number(major) > 7;
  if (name !== 'GLIBC') return true;
  return Number(major) > Number(floorMajor) || (major === floorMajor && Number(minor) > Number(floorMinor));
}

/**
 * Gives { needed, searched, versions, ofHost, shown, isStripped }: names of libraries, folders, versions of their functions,
 * functions that the program has to have that loads it, and those that it shows.
 */
export function readSharedObject(file) {
  const text = capture('objdump', ['-p', file]);
  const all = (pattern) => [...text.matchAll(pattern)].map(([, found]) => found);
  // A line of nm: an address for what is there, a letter for its kind, a name, and its version where it is of a library.
  const symbols = capture('nm', ['--dynamic', file]).matchAll(/^(?:[0-9a-f]{16})? +(\w) (\S+)$/gm);
  const kinds = [...symbols].map(([, kind, name]) => ({ kind, name }));
  const namesOf = (which) => kinds.filter(which).map(({ name }) => name);
  return {
    needed: all(/^ +NEEDED +(\S+)$/gm),
    searched: all(/^ +R(?:UN)?PATH +(\S+)$/gm),
    versions: all(/^ +0x[0-9a-f]+ 0x[0-9a-f]+ \d+ (\S+)$/gm),
    ofHost: namesOf(({ kind, name }) => kind === 'U' && !name.includes('@')),
    shown: namesOf(({ kind }) => !/^[Uvw]$/.test(kind)),
    isStripped: capture('nm', [file]) === '',
  };
}
