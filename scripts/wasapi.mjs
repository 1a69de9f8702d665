// The driver of Windows' audio devices from end to end, under Wine: a Windows Node plays through it to a real audio server,
// and what the server's monitor has recorded is compared sample by sample. Wine has exclusive mode over ALSA only, and
// refuses it over PulseAudio, which is a test as well.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { record, serverEnvironment, startServer } from './audio-server.mjs';
import { scratch } from './run.mjs';
import { runWine, useAudio, windowsPath } from './wine.mjs';

const folder = join(scratch, 'wasapi');
const channels = 2;
const bufferSize = 7680;
const frames = 48_000;
/** Played behind it: what is in the buffers of device and server when a stream stops is not heard. */
const silentFrames = 72_000;

/** Sample types of the driver: what they are in bytes, and how the server's sink calls the same. */
const types = [
  { type: 'int16lsb', sampleBytes: 2, sampleFormat: 's16le' },
  { type: 'int24lsb', sampleBytes: 3, sampleFormat: 's24le' },
  { type: 'int32lsb', sampleBytes: 4, sampleFormat: 's32le' },
];

function child({ node, application }, task) {
  rmSync(join(folder, 'result.json'), { force: true });
  const { code, output } = runWine([node, 'test/wasapi/child.mjs', task, windowsPath(folder)], {
    log: `wasapi-${task}`,
    seconds: 120,
    cwd: application,
    env: { PREBUILDS_ONLY: '1', ...serverEnvironment },
  });
  if (code !== 0) throw new Error(`wasapi: ${task} ended with ${code}:\n${output}`);
  return JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
}

/** Every bit pattern is as likely as another, and none is silence, so that a repeated or lost sample is seen. */
function noise(bytes) {
  let state = 0x2545f491;
  for (let i = 0; i < bytes.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = (state >>> 8) & 0xff || 1;
  }
  return bytes;
}

/**
 * How many frames arrived as they were, one after the other. Where the machine is too slow for Wine's buffer there is
 * silence between them, behind which Wine may leave some out.
 */
function compare(played, heard, frameBytes) {
  const silence = Buffer.alloc(frameBytes);
  const frame = (bytes, index) => bytes.subarray(index * frameBytes, (index + 1) * frameBytes);
  const result = { exact: 0, lost: 0, gaps: 0 };
  let isSilent = true;
  for (let at = 0, next = 0; next < frames && at < heard.length / frameBytes; at++) {
    if (frame(heard, at).equals(silence)) {
      if (!isSilent && next < frames) result.gaps++;
      isSilent = true;
      continue;
    }
    if (isSilent && result.gaps > 0) {
      const found = played.indexOf(heard.subarray(at * frameBytes, (at + 8) * frameBytes), next * frameBytes);
      if (found > 0) {
        result.lost += found / frameBytes - next;
        next = found / frameBytes;
      }
    }
    if (!frame(heard, at).equals(frame(played, next))) break;
    isSilent = false;
    result.exact++;
    next++;
  }
  return result;
}

function must(condition, words) {
  if (!condition) throw new Error(`wasapi: ${words}`);
  console.log(`wasapi: ${words}`);
}

/** Noise, with silence before and behind it, for a child to play. */
function leave({ type, sampleBytes }, before = 0) {
  const frameBytes = channels * sampleBytes;
  const played = noise(Buffer.alloc(frames * frameBytes));
  const [first, last] = [before, silentFrames].map((count) => Buffer.alloc(count * frameBytes));
  writeFileSync(join(folder, 'play.raw'), Buffer.concat([first, played, last]));
  writeFileSync(join(folder, 'task.json'), JSON.stringify({ type, frameBytes, bufferSize }));
  return played;
}

function mustBeHeard(what, played, { overloads }) {
  const heard = readFileSync(join(folder, 'heard.raw'));
  const { exact, lost, gaps } = compare(played, heard, played.length / frames);
  must(
    exact + lost === frames && exact > frames / 2,
    `${what}: ${exact} of ${frames} frames are heard, every bit of them (overloads: ${overloads}, silent places: ${gaps})`,
  );
}

/** What is played over ALSA in exclusive mode arrives as it is. */
async function playsExactly(windows, kind) {
  const server = await startServer(kind);
  try {
    const played = leave(kind);
    const end = await record(join(folder, 'heard.raw'), kind);
    const result = child(windows, 'play');
    await end();
    mustBeHeard(kind.type, played, result);
  } finally {
    await server.stop();
  }
}

/** The sink's monitor is what the recording device hears. */
async function playsAndRecords(windows, kind) {
  const server = await startServer(kind);
  try {
    // The server takes its time to begin with recording.
    const played = leave(kind, silentFrames);
    mustBeHeard('both at once', played, child(windows, 'duplex'));
  } finally {
    await server.stop();
  }
}

async function survivesTheServer(windows, kind) {
  const server = await startServer(kind);
  try {
    leave(kind);
    rmSync(join(folder, 'running'), { force: true });
    server.endOnce(join(folder, 'running'));
    const { goesOn, again } = child(windows, 'survive');
    must(
      goesOn === 'running',
      'a device whose server is gone switches buffers by the clock and asks for a reset',
    );
    must(again !== null, `and does not start again: ${again}`);
  } finally {
    await server.stop();
  }
}

async function refusesOverPulse(windows) {
  const server = await startServer();
  try {
    const { message } = child(windows, 'refusal');
    must(
      message?.includes('exclusive mode is switched off for this device'),
      `a device without exclusive mode is refused with the reason: ${message}`,
    );
  } finally {
    await server.stop();
  }
}

/** `windows`: what `prepareWindowsNode` gives. */
export async function checkWasapi(windows) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    useAudio('alsa');
    for (const kind of types) await playsExactly(windows, kind);
    await playsAndRecords(windows, types.at(-1));
    await survivesTheServer(windows, types.at(-1));
    useAudio('pulse');
    await refusesOverPulse(windows);
  } finally {
    useAudio('');
  }
  const { drivers } = child(windows, 'list');
  must(!drivers.some(({ kind }) => kind === 'wasapi'), 'without a sound card there is no device');
}
