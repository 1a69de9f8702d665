import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudioFile } from 'bufferswitch/files';
import { createVirtualDriver } from 'bufferswitch/testing';
import { Service } from '../service.js';

/** Half of full scale on the left and a tenth on the right, but for some 80 dB, so that each sample is another. */
export async function makeFile(path, { seconds, sampleRate = 48000 }) {
  const file = await createAudioFile(path, { encoding: 'int24', channels: 2, sampleRate });
  const samples = [0.5, 0.1].map((level) =>
    Int32Array.from({ length: seconds * sampleRate }, (_, n) => (level * 2 ** 23 + (n % 997)) << 8),
  );
  await file.write(samples);
  await file.close();
  return samples;
}

/** A service whose only driver is a virtual one in step mode, and a folder for files, for the test `t`. */
export function startService(t, options) {
  const folder = mkdtempSync(join(tmpdir(), 'electron-player-'));
  const driver = createVirtualDriver({ inputs: 0, preferredBuffer: 512, cable: 'open', ...options });
  const entry = { id: driver.id, name: 'Virtual Interface', usable: true };
  const service = new Service({ drivers: () => [entry] });
  t.after(async () => {
    await service.close();
    driver.dispose();
    rmSync(folder, { recursive: true });
  });
  return { folder, driver, service };
}
