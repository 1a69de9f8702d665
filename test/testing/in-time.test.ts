/** A test that steps in time with a program: one buffer switch, and then what the program makes of it, exactly. */
import { type Device, openDevice, type Stream } from 'bufferswitch';
import { createVirtualDriver, type VirtualDriver } from 'bufferswitch/testing';
import { expect, test } from 'vitest';
import { processorModule } from '../helpers/processors.js';
import { until } from '../helpers/when.js';

const bufferSize = 16;
const buffers = 200;

function halve(inputs: readonly ArrayLike<number>[], outputs: readonly unknown[]): void {
  const output = outputs[0] as Float32Array;
  for (let n = 0; n < output.length; n++) output[n] = (inputs[0]?.[n] as number) / 2;
}

const programs = [
  {
    name: 'a process function',
    delay: 2,
    open: (device: Device) => device.openStream({ bufferSize, delayBuffers: 2, process: halve }),
  },
  {
    name: 'a processor',
    delay: 1,
    async open(device: Device): Promise<Stream> {
      const options = { bufferSize, parameters: { gain: 0.5 } };
      return (await device.openProcessor(processorModule('gain'), options)).stream;
    },
  },
];

async function stepInTime(driver: VirtualDriver, stream: Stream): Promise<void> {
  for (let n = 0; n < buffers; n++) {
    await driver.step(1);
    await until(() => stream.input.queued === 0);
  }
}

test.each(programs)(
  'of $name nothing is missed once its input is not queued any more',
  async ({ delay, open }) => {
    using driver = createVirtualDriver({
      inputs: 1,
      outputs: 1,
      type: 'float32lsb',
      cable: 'open',
      minBuffer: 16,
    });
    const fed = Float32Array.from({ length: buffers * bufferSize }, (_, n) => (n % 1000) / 1000);
    driver.feed([fed]);
    await using device = await openDevice(driver.id);
    const stream = await open(device);
    await stream.start();
    await stepInTime(driver, stream);
    expect(stream.stats).toMatchObject({ buffers, missed: 0, overruns: 0 });
    const played = driver.captured().samples?.[0];
    const late = delay * bufferSize;
    expect(played?.subarray(late)).toEqual(fed.subarray(0, fed.length - late).map((sample) => sample / 2));
  },
);
