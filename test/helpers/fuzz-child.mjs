// Calls everything that the addon exports with arguments that nobody means. A crash is the exit code; what is thrown or
// rejected is fine. Arguments: how many calls, and the seed.
import { native } from '../../dist/native.js';
import { xorshift } from './xorshift.mjs';

const calls = Number(process.argv[2]);
const random = xorshift(Number(process.argv[3]));

const pick = (items) => items[random(items.length)];

const request = () => ({
  inputs: pick([[0, 1], [], [0], [-1], [1e9], ['x'], null, 7]),
  outputs: pick([[0, 1], [], [1], [2 ** 40], undefined]),
  bufferSize: pick([256, 16, 0, -1, 2 ** 31, Number.NaN, '256']),
  depthFrames: pick([1024, 0, -5, 2 ** 32, 2 ** 26]),
  format: pick(['float32', 'int16', 'native', 'dsd-lsb', '', null, 5]),
  layout: pick(['planar', 'interleaved', 'x']),
  ditherSeed: pick([null, 0, -1, 'x']),
  processing: pick([
    null,
    { delayBuffers: 1, waitPart: 0.5 },
    { delayBuffers: 2 ** 31, waitPart: -1 },
    {},
    5,
  ]),
});

const ring = () => ({
  capacity: pick([0, 4, 3, -1, 2 ** 31]),
  writtenOffset: pick([0, 128, 2 ** 40, -8]),
  readOffset: pick([128, 7]),
  headersOffset: pick([256, 2 ** 33]),
  samplesOffset: pick([512, -1]),
  blockBytes: pick([0, 64, 2 ** 50]),
  planes: pick([[], [{}], null]),
});

const values = [
  () => undefined,
  () => null,
  () => Number.NaN,
  () => -1,
  () => 0,
  () => random(1000),
  () => 2 ** 53,
  () => Number.POSITIVE_INFINITY,
  () => '',
  () => 'float32',
  () => '\u{1f4a9}'.repeat(random(50)),
  () => ({}),
  () => [],
  () => [44100, 'x', {}],
  () => () => {},
  () => new Uint8Array(random(4096)),
  () => new Uint8Array(new SharedArrayBuffer(random(100_000))),
  () => new Float64Array(4),
  () => Symbol('x'),
  () => 10n,
  () => ({ position: 1, flags: 1, sinceNs: -1 }),
  request,
  ring,
];

const value = () => pick(values)();
const args = () => Array.from({ length: random(5) }, value);

let instances = [];

function make() {
  const options = {
    id: pick(['built-in:loopback', 'nothing', 5]),
    kind: pick(['built-in', 'com', 'cwasio', 'x']),
    path: pick(['', '/nowhere']),
    instance: pick(['', `fuzz-${random(20)}`]),
    settings: pick(['', 'clock=step', 'clock=rush', 'x=y', 'personality=reset']),
    timeLimit: pick([1000, 1, -1, Number.NaN]),
  };
  const Class = pick([native.NativeDevice, native.NativeDevice, native.NativeRingWaiter]);
  instances.push(
    random(2) === 0
      ? new Class(
          options,
          () => {},
          () => {},
        )
      : new Class(...args()),
  );
  if (instances.length > 20) instances = instances.slice(10);
}

const sensible = {
  ...{ inputs: [0, 1], outputs: [0, 1], bufferSize: 256, depthFrames: 1024, format: 'float32' },
  ...{ layout: 'planar', ditherSeed: null, processing: null },
};

/** What the library itself would do, now and then with one thing wrong: only that leads deep inside. */
function almostRight(device) {
  switch (random(6)) {
    case 0:
      return device.open(pick([0, 48000, -1, Number.NaN, 'x']));
    case 1: {
      const layout = device.layOut(sensible);
      const bytes = pick([layout.bytes, layout.bytes, layout.bytes - 1, 0, 64]);
      const shared = new SharedArrayBuffer(bytes);
      return device.prepare(
        sensible,
        pick([() => new Uint8Array(shared), () => new Float64Array(0), value])(),
      );
    }
    case 2:
      return device.start(
        pick([
          { position: 0, flags: 0, sinceNs: 0 },
          { position: -1, flags: 'x', sinceNs: 1e300 },
        ]),
      );
    case 3:
      return device.step(pick([1, 3, 0, -1, Number.NaN]));
    case 4: {
      const ids = [() => device.bellsId, value];
      const layout = pick([() => device.layOut(sensible).input, ring])();
      instances.push(
        new native.NativeRingWaiter(pick(ids)(), pick([() => new Uint8Array(1 << 16), value])(), layout),
      );
      return device.ring();
    }
    default:
      return pick([
        () => device.stop(),
        () => device.dispose(),
        () => device.reopen(),
        () => device.close(),
      ])();
  }
}

function methodsOf(object) {
  return Object.getOwnPropertyNames(Object.getPrototypeOf(object)).filter((name) => name !== 'constructor');
}

function callOne() {
  const target = instances.length === 0 || random(20) === 0 ? native : pick(instances);
  if (target === native) {
    if (random(2) === 0) return make();
    if (random(100) === 0) return native.closeAll();
    return native.listDrivers(...args());
  }
  if (target instanceof native.NativeDevice && random(2) === 0) return almostRight(target);
  const name = pick(methodsOf(target));
  const member = target[name];
  if (typeof member !== 'function') return undefined;
  // A waiter that waits for ever is what it is for.
  if (name === 'wait') return target.wait(pick([0, 1, -1, Number.NaN, 'x', {}]));
  const self = random(50) === 0 ? value() : target;
  return member.apply(self, args());
}

let thrown = 0;
let settled = 0;
for (let i = 0; i < calls; i++) {
  try {
    const result = callOne();
    if (result instanceof Promise) {
      result.then(
        () => settled++,
        () => settled++,
      );
    }
  } catch {
    thrown++;
  }
  if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
}
console.log(JSON.stringify({ calls, thrown, settled }));
process.exit(0);
