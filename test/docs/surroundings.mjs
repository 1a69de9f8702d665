// What a block of a document may use without saying where it has it from. Each is made anew for each block.
import { openDevice } from 'bufferswitch';
import { createVirtualDriver } from 'bufferswitch/testing';

let count = 0;

export const make = {
  /** A device of the virtual driver, without a stream. */
  device: () => openDevice(`built-in:loopback:document ${count++}`),

  /** A virtual driver that a test holds at the other end. */
  driver: async () => createVirtualDriver({ inputs: 1, outputs: 2, type: 'int16lsb', rate: 48000 }),

  /** Somebody's program that plays what it hears. */
  startProgram:
    async () =>
    /** @param {string} driver */
    async (driver) => {
      const device = await openDevice(driver);
      const stream = await device.openStream({ format: 'int16', bufferSize: 64 });
      await stream.start();
      return device;
    },
};
