// A real audio server for tests: PulseAudio, with a sink that leads nowhere and a clock of its own, whose monitor records
// what was played. Apart from any other on this machine.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isInstalled, scratch } from './run.mjs';

const home = join(scratch, 'audio-server');
const socket = join(home, 'native');
const patienceMs = 30_000;

/** What programs need to find the server, and ALSA's default device to lead there. */
export const serverEnvironment = {
  PULSE_SERVER: `unix:${socket}`,
  PULSE_RUNTIME_PATH: home,
  XDG_RUNTIME_DIR: home,
  XDG_CONFIG_HOME: home,
  ALSA_CONFIG_PATH: join(home, 'alsa.conf'),
};

const env = { ...process.env, ...serverEnvironment };

async function until(what, condition) {
  const end = Date.now() + patienceMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`In vain for ${patienceMs / 1000} s: ${what}`);
    await sleep(20);
  }
}

/** Of the usual rate is the sink `test`; one of another rate is called after it. */
const usualRate = 48000;
const sinkOf = (rate) => (rate === usualRate ? 'test' : `test-${rate}`);

/** Starts it; `sampleFormat`: of its sinks, as PulseAudio spells it; `rates`: each has a sink, the usual one is the default. */
export async function startServer({ sampleFormat = 's32le', rates = [usualRate] } = {}) {
  for (const program of ['pulseaudio', 'pactl', 'parec']) {
    if (!isInstalled(program)) throw new Error(`There is no ${program}: scripts/setup-debian.sh installs it`);
  }
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true, mode: 0o700 });
  writeFileSync(
    join(home, 'alsa.conf'),
    '</usr/share/alsa/alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n',
  );
  writeFileSync(
    join(home, 'server.pa'),
    [
      `load-module module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
      ...rates.map(
        (rate) =>
          `load-module module-null-sink sink_name=${sinkOf(rate)} rate=${rate} channels=2 format=${sampleFormat}`,
      ),
      'set-default-sink test',
      'set-default-source test.monitor',
      '',
    ].join('\n'),
  );
  const log = openSync(join(home, 'log.txt'), 'w');
  const options = [
    '--daemonize=no',
    '--exit-idle-time=-1',
    '--use-pid-file=no',
    '--disable-shm=yes',
    '--realtime=no',
  ];
  const server = spawn('pulseaudio', ['-n', '-F', join(home, 'server.pa'), ...options], {
    env,
    stdio: ['ignore', log, log],
  });
  const isGone = () => server.exitCode !== null || server.signalCode !== null;
  const answers = () =>
    spawnSync('pactl', ['list', 'short', 'sinks'], { env }).stdout?.includes('test') === true;
  await until('the audio server answers', () => {
    if (isGone()) throw new Error(`The audio server has ended: see ${join(home, 'log.txt')}`);
    return answers();
  });
  return {
    async stop() {
      server.kill('SIGKILL');
      await until('the audio server ends', isGone);
    },
    /** From now on a program that asks for no sink in particular gets that of this rate. */
    useRate(rate) {
      const { status } = spawnSync('pactl', ['set-default-sink', sinkOf(rate)], { env });
      if (status !== 0) throw new Error(`The audio server has no sink of ${rate} Hz`);
    },
  };
}

/** Waits until what is recorded into `file` comes in short pieces: till then the sink may stand still for two seconds. */
async function untilItFlows(file) {
  let last = 0;
  for (let pieces = 0; pieces < 5; pieces++) {
    await until('the recording goes on', () => statSync(file).size > last);
    last = statSync(file).size;
  }
}

/**
 * Records the monitor of a rate's sink into `file`, in the sink's own format. Gives what ends that. `flows`: somebody plays
 * at once.
 */
export async function record(file, { sampleFormat = 's32le', rate = usualRate, flows = false } = {}) {
  const out = openSync(file, 'w');
  const format = [`--format=${sampleFormat}`, `--rate=${rate}`, '--channels=2', '--raw'];
  const recorders = () =>
    spawnSync('pactl', ['list', 'short', 'source-outputs'], { env, encoding: 'utf8' }).stdout.split('\n')
      .length;
  const before = recorders();
  // A short latency has the sink work in short blocks.
  const recorder = spawn('parec', ['-d', `${sinkOf(rate)}.monitor`, '--latency-msec=10', ...format], {
    env,
    stdio: ['ignore', out, 'ignore'],
  });
  const isGone = () => recorder.exitCode !== null || recorder.signalCode !== null;
  await until('the recorder records', () => recorders() > before);
  if (flows) await untilItFlows(file);
  return async () => {
    recorder.kill('SIGTERM');
    await until('the recorder ends', () => isGone() && recorders() <= before);
  };
}
