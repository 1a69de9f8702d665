/** Goes wrong in the way that `data` names. */
import { setTimeout as after } from 'node:timers/promises';

let made = 0;

export default async ({ data, port }) => {
  made++;
  switch (data) {
    case 'never ready':
      return new Promise(() => {});
    case 'never ready again':
      return made === 1 ? () => {} : new Promise(() => {});
    case 'factory':
      throw new RangeError('no such factory');
    case 'nothing':
      return undefined;
    case 'throw':
      return (_inputs, _outputs, { position }) => {
        if (position >= 640) throw new RangeError(`thrown at ${position}`);
      };
    case 'async':
      return async () => {};
    case 'hang':
      return () => {
        for (;;);
      };
    case 'exit':
      after(1).then(() => process.exit(7));
      return () => {};
    case 'reject':
      after(1).then(() => Promise.reject(new RangeError('rejected')));
      return () => {};
    default: {
      // Timers and promises work beside the processing.
      let calls = 0;
      after(1).then(() => port.postMessage({ late: calls }));
      return () => {
        calls++;
      };
    }
  }
};
