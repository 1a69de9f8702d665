/** Stands where the addon would be on a machine that cannot load it. */
import { BufferSwitchError } from './errors.js';

/** What comes with the package; elsewhere the addon is built from a clone. */
const shipped: readonly string[] = ['linux-x64', 'win32-x64'];

function reason(platform: string, cause: unknown): string {
  if (!shipped.includes(platform)) {
    return `The package has no addon for ${platform}, only for Windows x64 and Linux x64. Audio files and everything else that needs no driver work; for drivers, build the addon from a clone of the sources`;
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  const what = `The addon for ${platform} could not be loaded: ${text.trim().replaceAll(/\s+/g, ' ')}`;
  const advice =
    platform === 'linux-x64'
      ? 'It needs glibc 2.28 or newer; Alpine Linux has none'
      : 'It needs Windows 10 or newer';
  return `${what}. ${advice}. A bundler has to leave this package as it is (external), and an archive such as asar has to leave its folder prebuilds unpacked`;
}

/** The error of whatever needs the addon. `cause`: what became of loading it. */
export function unavailableError(cause: unknown): BufferSwitchError {
  const platform = `${process.platform}-${process.arch}`;
  return new BufferSwitchError('ADDON_UNAVAILABLE', reason(platform, cause), { operation: 'load', cause });
}

/** In place of the addon's exports: importing the package does no harm, using one of them throws. */
export function unavailable<T extends object>(cause: unknown): T {
  const fail = (): never => {
    throw unavailableError(cause);
  };
  return new Proxy({}, { get: fail, has: fail, ownKeys: fail }) as T;
}
