// Ten minutes of both directions at once by the driver of Windows' audio devices, under Wine with a real audio server:
// every frame is compared. WASAPI_SECONDS is another length. Expects dist/ and prebuilds/win32-x64/ to be built.
import { endureWasapi } from './wasapi.mjs';
import { prepareWindowsNode } from './windows-node.mjs';
import { preparePrefix } from './wine.mjs';

const seconds = Number(process.env.WASAPI_SECONDS ?? 600);
if (!Number.isInteger(seconds) || seconds < 1)
  throw new RangeError(
    `WASAPI_SECONDS is a whole number of seconds from 1 on, not ${process.env.WASAPI_SECONDS}`,
  );
preparePrefix();
await endureWasapi(prepareWindowsNode(), seconds);
