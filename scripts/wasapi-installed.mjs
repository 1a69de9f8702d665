// The driver of Windows' audio devices as other programs get it, under Wine with a real audio server: its library is
// installed by the command line, an instance per device, and the contract host, our own library and COM find it there.
import { join } from 'node:path';
import { record, serverEnvironment, startServer } from './audio-server.mjs';
import { checkAudioDevice } from './contract.mjs';
import { root, scratch } from './run.mjs';
import { mustRunWine, runWine, runWineBeside, useAudio, windowsPath } from './wine.mjs';

const env = { PREBUILDS_ONLY: '1', ...serverEnvironment };

function must(condition, words) {
  if (!condition) throw new Error(`installed wasapi: ${words}`);
  console.log(`installed wasapi: ${words}`);
}

/** The command line in the Node of Windows. */
function commandLine({ node, application }) {
  return (...args) =>
    runWine([node, 'dist/cli/main.js', ...args], { log: 'wasapi-cli', seconds: 60, cwd: application, env });
}

/** What a command has said as JSON. */
function documentOf({ code, output }) {
  if (code !== 0) throw new Error(`installed wasapi: exit code ${code}:\n${output}`);
  return JSON.parse(output);
}

/** `windows`: what `prepareWindowsNode` gives. `meanwhile`: other work that Wine can do beside this. */
export async function checkInstalledDevices(windows, meanwhile) {
  const run = commandLine(windows);
  const ask = (...args) => documentOf(run(...args, '--json'));
  useAudio('alsa');
  const server = await startServer();
  try {
    installs(run, ask);
    registersItself(ask);
    await keepsTheContract(meanwhile);
    uninstalls(ask);
  } finally {
    run('driver', 'uninstall', 'wasapi', '--all');
    await server.stop();
    useAudio('');
  }
  const { code, output } = run('driver', 'install', 'wasapi');
  must(
    code === 1 && /no audio device/.test(output),
    `without a device nothing is installed: ${output.trim()}`,
  );
}

function installs(run, ask) {
  const devices = ask('list').drivers.filter(({ kind }) => kind === 'wasapi');
  const id = (part) => devices.find((device) => device.id.startsWith(`wasapi:${part}-`)).id;
  const names = () => ask('driver', 'install', 'wasapi').installed.map(({ name }) => name);
  const first = names();
  must(first.length === devices.length, `each device has an instance: ${first.join(', ')}`);
  must(`${names()}` === `${first}`, 'and the same one when it is installed again');

  const taken = run('driver', 'install', 'wasapi', '--device', id('in'), '--name', first[0]);
  must(
    taken.code === 1 && /is installed already/.test(taken.output),
    'another device does not take its name',
  );
  const none = run('driver', 'install', 'wasapi', '--device', 'wasapi:out-00000000');
  must(none.code === 3 && /There is no driver/.test(none.output), 'a device that is not there is refused');
  const wrong = run('driver', 'install', 'wasapi', '--device', id('out'), '--settings', 'rate=1');
  must(
    wrong.code === 3 && /allowed: type/.test(wrong.output),
    'settings that the driver does not know are refused',
  );

  const both = `${id('out')}+${id('in').slice('wasapi:'.length)}`;
  const { code, output } = run('info', both, '--settings', 'capture=resampled');
  must(code === 0 && /resampled, and not bit-perfect/.test(output), 'a command gives a device its settings');
  ask('driver', 'install', 'wasapi', '--device', both, '--name', 'Both', '--settings', 'type=int16lsb');
  const listed = ask('list').drivers.filter(({ kind, usable }) => kind === 'com' && usable);
  must(
    ['Both', ...first].every((name) => listed.some((entry) => entry.name === name)),
    'they are listed as installed drivers, like anyone else',
  );
  const { inputs, outputs } = ask('info', 'Both');
  must(
    inputs.length > 0 && outputs.length > 0 && outputs[0].sampleType === 'int16lsb',
    'two devices as one instance have both directions, with the settings of the instance',
  );
}

/** As `regsvr32` has it: one entry, without a device. */
function registersItself(ask) {
  const library = windowsPath(join(root, 'prebuilds/win32-x64/bufferswitch-wasapi.dll'));
  mustRunWine(['regsvr32', library], { log: 'register-wasapi', seconds: 60 });
  const { inputs, outputs } = ask('info', 'Bufferswitch WASAPI');
  must(
    inputs.length === 0 && outputs.length > 0,
    'registered by itself it is the device that plays by default',
  );
  mustRunWine(['regsvr32', '/u', library], { log: 'register-wasapi', seconds: 60 });
}

/** `meanwhile`: other work, as the host waits for the device most of the time. */
async function keepsTheContract(meanwhile) {
  const program = join(scratch, 'windows', 'contract_host.exe');
  // Somebody who listens keeps the server's blocks short, and the device's time even.
  const end = await record(join(scratch, 'wasapi-contract.raw'));
  const hostOf =
    (name, log) =>
    (...args) =>
      runWineBeside([program, name, ...args], { log, seconds: 300, env });
  const single = hostOf('WASAPI Out: default', 'wasapi-contract-out');
  await checkAudioDevice('an output alone', single, '--only', 'installation,identity,facts,rates,buffers');
  const walk = checkAudioDevice('two devices', hostOf('Both', 'wasapi-contract'), '--loads', '5');
  // What fails first is told when both are over: a program of the other would find no server.
  const [, other] = await Promise.allSettled([walk, meanwhile()]);
  await walk;
  if (other.status === 'rejected') throw other.reason;
  await end();
}

function uninstalls(ask) {
  ask('driver', 'uninstall', 'wasapi', '--all');
  must(ask('driver', 'status', 'wasapi').instances.length === 0, 'nothing is left when they are uninstalled');
}
