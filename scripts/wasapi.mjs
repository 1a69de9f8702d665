// The driver of Windows' audio devices from end to end, under Wine: a Windows Node plays through it to a real audio server,
// and what the server's monitor has recorded is compared sample by sample. Wine has exclusive mode over ALSA only; over
// PulseAudio it refuses that, which is a test as well, and is shared.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { record, serverEnvironment, startServer } from './audio-server.mjs';
import { scratch } from './run.mjs';
import { asFloats, channels, compare, noise } from './wasapi-sound.mjs';
import { runWineBeside, useAudio, windowsPath } from './wine.mjs';

const folder = join(scratch, 'wasapi');
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
const widest = types.at(-1);

/**
 * Runs a task of test/wasapi/child.mjs and gives its result. `answers`: for each thing that the task asks for, in turn,
 * what is done here before it goes on.
 */
async function child({ node, application }, task, { answers = {}, seconds = 120 } = {}) {
  rmSync(join(folder, 'result.json'), { force: true });
  const options = {
    log: `wasapi-${task}`,
    seconds,
    cwd: application,
    env: { PREBUILDS_ONLY: '1', ...serverEnvironment },
  };
  let isOver = false;
  const running = runWineBeside([node, 'test/wasapi/child.mjs', task, windowsPath(folder)], options);
  const ended = running.finally(() => {
    isOver = true;
  });
  for (const [name, answer] of Object.entries(answers)) {
    while (!isOver && !existsSync(join(folder, name))) await sleep(20);
    if (isOver) break;
    await answer();
    writeFileSync(join(folder, `${name}.answer`), '');
  }
  const { code, output } = await ended;
  if (code !== 0) throw new Error(`wasapi: ${task} ended with ${code}:\n${output}`);
  return JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
}

function must(condition, words) {
  if (!condition) throw new Error(`wasapi: ${words}`);
  console.log(`wasapi: ${words}`);
}

/** Sound, with silence before and behind it, in frames, for a child to play. */
function leaveSound(file, sound, frameBytes, before = 0, behind = silentFrames) {
  const [first, last] = [before, behind].map((count) => Buffer.alloc(count * frameBytes));
  writeFileSync(join(folder, file), Buffer.concat([first, sound, last]));
}

const leaveTask = (task) => writeFileSync(join(folder, 'task.json'), JSON.stringify({ bufferSize, ...task }));

/** Noise to be played. */
function leave({ type, sampleBytes }, { before = 0, count = frames } = {}) {
  const frameBytes = channels * sampleBytes;
  const played = noise(count, sampleBytes);
  leaveSound('play.raw', played, frameBytes, before);
  leaveTask({ type, frameBytes });
  return played;
}

function mustBeHeard(what, played, frameBytes, file, { overloads }) {
  const { exact, lost, gaps } = compare(played, readFileSync(join(folder, file)), frameBytes);
  const count = played.length / frameBytes;
  must(
    exact + lost === count && exact > count / 2,
    `${what}: ${exact} of ${count} frames are heard, every bit of them (overloads: ${overloads}, silent places: ${gaps})`,
  );
}

async function withServer(options, act) {
  const server = await startServer(options);
  try {
    return await act(server);
  } finally {
    await server.stop();
  }
}

/** What is played over ALSA in exclusive mode arrives as it is. */
const playsExactly = (windows, kind) =>
  withServer(kind, async () => {
    const played = leave(kind);
    const end = await record(join(folder, 'heard.raw'), kind);
    const result = await child(windows, 'play');
    await end();
    mustBeHeard(kind.type, played, channels * kind.sampleBytes, 'heard.raw', result);
  });

/** The sink's monitor is what the recording device hears. */
const playsAndRecords = (windows, kind) =>
  withServer(kind, async () => {
    // The server takes its time to begin with recording.
    const played = leave(kind, { before: silentFrames });
    const result = await child(windows, 'duplex');
    mustBeHeard('both at once', played, channels * kind.sampleBytes, 'heard.raw', result);
    const { fault, pair } = result.report;
    must(
      fault === null && pair !== null && !pair.isResampled,
      `the report of both: the recording device is ${pair?.driftPpm} ppm faster, ${pair?.droppedBuffers} buffers dropped, ${pair?.silentBuffers} silent`,
    );
    const { fidelity, pair: resampled } = await child(windows, 'resampled');
    must(
      resampled.isResampled && !fidelity.input.lossless && fidelity.output.lossless,
      `the default devices, with a resampled capture that says so: ${fidelity.input.losses}`,
    );
  });

/** One device object at one rate after the other: each time the server has a sink of that rate, so that it resamples nothing. */
const switchesRates = (windows, { type, sampleBytes, sampleFormat }) => {
  const rates = [44_100, 48_000, 96_000, 44_100];
  const frameBytes = channels * sampleBytes;
  return withServer({ sampleFormat, rates: [...new Set(rates)] }, async (server) => {
    const sounds = rates.map((rate, index) => {
      const sound = noise(rate / 4, sampleBytes, 77 + index);
      leaveSound(`play-${index}.raw`, sound, frameBytes, 0, rate);
      return sound;
    });
    leaveTask({ type, frameBytes, rates });
    let end = async () => {};
    const answers = rates.map((rate, index) => [
      `rate-${index}`,
      async () => {
        await end();
        server.useRate(rate);
        end = await record(join(folder, `heard-${index}.raw`), { sampleFormat, rate, flows: true });
      },
    ]);
    const result = await child(windows, 'rates', { answers: Object.fromEntries(answers) });
    await end();
    for (const [index, rate] of rates.entries())
      mustBeHeard(`${rate} Hz`, sounds[index], frameBytes, `heard-${index}.raw`, result);
  });
};

/** Ends the server while something is played, and starts another. */
async function survivesTheServer(windows, kind) {
  let server = await startServer(kind);
  let end = async () => {};
  try {
    const played = leave(kind);
    const { goesOn, again, fault, overloads } = await child(windows, 'survive', {
      answers: {
        end: () => server.stop(),
        begin: async () => {
          server = await startServer(kind);
          end = await record(join(folder, 'heard.raw'), { ...kind, flows: true });
        },
      },
    });
    await end();
    must(
      goesOn === 'running' && fault !== null,
      `a device whose server is gone switches buffers by the clock and asks for a reset: ${fault}`,
    );
    must(again !== null, `and does not start again: ${again}`);
    mustBeHeard('with another server', played, channels * kind.sampleBytes, 'heard.raw', { overloads });
  } finally {
    await server.stop();
  }
}

const refusesOverPulse = (windows) =>
  withServer({}, async () => {
    const { message } = await child(windows, 'refusal');
    must(
      message?.includes('exclusive mode is switched off for this device'),
      `a device without exclusive mode is refused with the reason: ${message}`,
    );
  });

/**
 * Integers through the mixer, which is in floats as the sink is. 16 and 24 bits are in there what they are; of 32 bits a
 * float holds 24 from the first that is set, and these arrive.
 */
const sharesOverPulse = (windows, { sampleBytes }) =>
  withServer({ sampleFormat: 'float32le' }, async () => {
    const played = noise(frames, sampleBytes);
    const expected = asFloats(played, sampleBytes);
    const frameBytes = channels * sampleBytes;
    const bits = 8 * sampleBytes;
    leaveSound('play.raw', played, frameBytes);
    leaveTask({ frameBytes, format: `int${bits}` });
    const end = await record(join(folder, 'heard.raw'), { sampleFormat: 'float32le' });
    const result = await child(windows, 'share');
    await end();
    const { shared, name, driver, fidelity, sampleTypes } = result;
    const isSaid = shared && name.endsWith(' (shared)') && /not bit-perfect/.test(driver.description);
    must(isSaid && !fidelity.lossless, `what is shared says so: ${name}: ${driver.description}`);
    must(
      sampleTypes.every((type) => type === 'float32lsb'),
      'and is in floats, as the mixer',
    );
    const samples = frames * channels;
    const rounded = samples - expected.exact;
    must(
      bits === 32 ? rounded > 0 : rounded === 0,
      `${bits} bits as floats: ${rounded} of ${samples} are rounded`,
    );
    mustBeHeard(`${bits} bits, shared`, expected.bytes, channels * 4, 'heard.raw', result);
  });

/** Minutes of both directions at once. Only the sound itself is a condition; what is lost is said, and where. */
export async function endureWasapi(windows, seconds) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const frameBytes = channels * widest.sampleBytes;
  useAudio('alsa');
  try {
    await withServer(widest, async () => {
      const played = leave(widest, { before: silentFrames, count: seconds * 48_000 });
      const result = await child(windows, 'duplex', { seconds: seconds + 120 });
      const heard = compare(played, readFileSync(join(folder, 'heard.raw')), frameBytes);
      console.log(`wasapi: ${JSON.stringify({ seconds, ...result, ...heard })}`);
      must(
        heard.exact + heard.lost === seconds * 48_000,
        `${seconds} s: whatever is heard is as it was played`,
      );
      return heard;
    });
  } finally {
    useAudio('');
  }
}

/** `windows`: what `prepareWindowsNode` gives. */
export async function checkWasapi(windows) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    useAudio('alsa');
    for (const kind of types) await playsExactly(windows, kind);
    await playsAndRecords(windows, widest);
    await switchesRates(windows, widest);
    await survivesTheServer(windows, widest);
    useAudio('pulse');
    await refusesOverPulse(windows);
    for (const kind of types) await sharesOverPulse(windows, kind);
  } finally {
    useAudio('');
  }
  const { drivers } = await child(windows, 'list');
  must(!drivers.some(({ kind }) => kind === 'wasapi'), 'without a sound card there is no device');
}
